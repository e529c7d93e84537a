using Amazon.Lambda.Core;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Tests.Lambda;

public sealed class FunctionLogTests : IDisposable
{
    private readonly StringWriter _output = new();

    [Fact]
    public void Arguments_take_the_places_of_the_names_in_their_order()
    {
        Logger.LogError("Message {messageId} failed (receive count {receiveCount})", "a{b}", 3);

        Assert.Equal($"  Error: Message a{{b}} failed (receive count 3){Environment.NewLine}", _output.ToString());
    }

    [Fact]
    public void Braces_without_arguments_are_text()
    {
        Logger.LogInformation("""{"not":"a placeholder"}""");

        Assert.Equal($$"""  Information: {"not":"a placeholder"}{{Environment.NewLine}}""", _output.ToString());
    }

    [Fact]
    public void What_follows_the_line_of_an_entry_is_further_in()
    {
        Logger.LogWarning(new InvalidOperationException("broken\nto pieces"), "{what} failed", "It");

        Assert.Equal(
            ["  Warning: It failed", "      System.InvalidOperationException: broken", "      to pieces"],
            _output.ToString().TrimEnd().Split(Environment.NewLine));
    }

    public void Dispose() => _output.Dispose();

    private ILambdaLogger Logger => (ILambdaLogger)LambdaContextAdapter.LoggerOf(typeof(ILambdaLogger), new FunctionLog(_output));
}
