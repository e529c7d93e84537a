using System.Reflection;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Tests.Hosting;

/// <summary>Functions with an old Amazon.Lambda.Core, and without our packages, called as the managed runtime calls them.</summary>
public sealed class UserFunctionTests
{
    [Theory]
    [InlineData("Echo", """{"a":1}""", """{"a":1}""")]
    [InlineData("EchoLater", "no JSON at all", "no JSON at all")]
    [InlineData("StaticVoid", "{}", "")]
    [InlineData("StaticTask", """{"name":"Ann"}""", "\"static Ann\"")]
    [InlineData("Value", """{"name":"Ann"}""", """{"text":"Hello Ann"}""")]
    [InlineData("ValueLater", """{"name":"Ann"}""", """{"text":"Hello Ann from greeter, 256 MB, 30 s"}""")]
    [InlineData("TaskOnly", """{"name":"Ann"}""", "")]
    [InlineData("ContextOnly", "", "\"request-1\"")]
    [InlineData("NoParameters", "", "\"nothing in\"")]
    [InlineData("OwnSerializer", "\"hello\"", "\"hello!\"")]
    [InlineData("Inherited", "\"text\"", "\"inherited text\"")]
    [InlineData("System.String Overloaded(Int32)", "5", "\"5\"")]
    public async Task A_handler_of_each_kind_is_called(string method, string payload, string response) =>
        Assert.Equal(response, await OtherFunction.InvokeAsync(method, payload));

    [Theory]
    [InlineData("Missing", "Unable to find method 'Missing' in type 'Other.Handlers' from assembly 'OtherFunction'.")]
    [InlineData(
        "Overloaded",
        "Method 'Overloaded' of type 'Other.Handlers' has overloads. Name one by its signature: "
        + "'System.String Overloaded(System.String)', 'System.String Overloaded(Int32)'.")]
    [InlineData("Params", "Method 'Void Params(System.String[])' of type 'Other.Handlers' cannot be a handler: it has a params parameter.")]
    [InlineData(
        "Three",
        "Method 'Void Three(System.String, System.String, System.String)' of type 'Other.Handlers' cannot be a handler: it has more than 2 parameters.")]
    [InlineData(
        "NoContext",
        "Method 'Void NoContext(System.String, System.String)' of type 'Other.Handlers' cannot be a handler: "
        + "its second parameter is not of type Amazon.Lambda.Core.ILambdaContext.")]
    [InlineData("Generic", "Method 'T Generic[T](T)' of type 'Other.Handlers' cannot be a handler: it is generic.")]
    public void A_method_that_Lambda_refuses_is_refused(string method, string reason) =>
        Assert.Equal(reason, Assert.Throws<LambdaValidationException>(() => OtherFunction.Load(method)).Message);

    [Fact]
    public void A_type_that_is_missing_is_named() => Assert.Equal(
        "Unable to load type 'Other.Missing' from assembly 'OtherFunction'.",
        Assert.Throws<LambdaValidationException>(() => OtherFunction.Load("Handle", "Missing")).Message);

    [Fact]
    public void What_a_constructor_throws_arrives_wrapped_as_in_the_runtime()
    {
        Exception instance = Assert.Throws<TargetInvocationException>(() => OtherFunction.Load("Handle", "BrokenConstructor"));
        Exception type = Assert.Throws<TypeInitializationException>(() => OtherFunction.Load("Handle", "BrokenStaticConstructor"));

        Assert.Equal(("no configuration", "no static configuration"), (instance.InnerException!.Message, type.InnerException!.Message));
    }

    [Theory]
    [InlineData("Throwing")]
    [InlineData("ThrowingLater")]
    public async Task What_a_handler_throws_arrives_as_it_is(string method) =>
        Assert.Equal("refused", (await Assert.ThrowsAsync<InvalidOperationException>(() => OtherFunction.InvokeAsync(method, "{}"))).Message);

    [Fact]
    public async Task What_it_logs_by_the_context_and_by_the_static_class_is_in_its_log()
    {
        using var log = new StringWriter();

        await OtherFunction.InvokeAsync("Logging", "{}", log);

        Assert.Equal(["by the context", "by the static class"], log.ToString().TrimEnd().Split(Environment.NewLine));
    }

    [Theory]
    [InlineData("OtherFunction")]
    [InlineData("OtherFunction::Other.Handlers")]
    [InlineData("::Other.Handlers::Echo")]
    [InlineData("")]
    public void A_handler_string_of_another_form_is_refused(string handler) => Assert.Equal(
        $"The handler is '{handler}': allowed is ASSEMBLY::TYPE::METHOD. An executable assembly, which has its own Main method, cannot be loaded.",
        Assert.Throws<LambdaValidationException>(() => HandlerString.Parse(handler)).Message);
}
