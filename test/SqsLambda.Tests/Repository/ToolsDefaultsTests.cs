using System.Reflection;
using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Tests.Repository;

/// <summary>What `dotnet lambda deploy-function` reads from the top folder.</summary>
public sealed class ToolsDefaultsTests
{
    private readonly JsonElement _defaults =
        JsonDocument.Parse(File.ReadAllBytes(Repo.PathOf("aws-lambda-tools-defaults.json"))).RootElement;

    [Fact]
    public void The_handler_string_names_the_handler_method()
    {
        string[] parts = _defaults.GetProperty("function-handler").GetString()!.Split("::");

        MethodInfo handler = Assembly.Load(parts[0]).GetType(parts[1], throwOnError: true)!.GetMethod(parts[2])!;
        Assert.Equal([typeof(SQSEvent), typeof(ILambdaContext)], handler.GetParameters().Select(parameter => parameter.ParameterType));
        Assert.Equal(typeof(Task<SQSBatchResponse>), handler.ReturnType);
        Assert.NotNull(handler.DeclaringType!.GetConstructor([]));
    }

    [Fact]
    public void The_project_location_is_the_functions_project() =>
        Assert.True(File.Exists(Repo.PathOf(_defaults.GetProperty("project-location").GetString()!, "SqsLambda.csproj")));

    [Theory]
    [InlineData("function-runtime", "dotnet10")]
    [InlineData("framework", "net10.0")]
    [InlineData("function-architecture", "arm64")]
    public void The_function_runs_on_dotnet_10(string name, string value) =>
        Assert.Equal(value, _defaults.GetProperty(name).GetString());

    [Fact]
    public void Memory_and_timeout_are_within_Lambdas_limits()
    {
        Assert.InRange(_defaults.GetProperty("function-memory-size").GetInt32(), 128, 10_240);
        Assert.InRange(_defaults.GetProperty("function-timeout").GetInt32(), 1, 900);
    }

    [Fact]
    public void The_function_is_published_ready_to_run() =>
        Assert.Contains("-p:PublishReadyToRun=true", _defaults.GetProperty("msbuild-parameters").GetString(), StringComparison.Ordinal);
}
