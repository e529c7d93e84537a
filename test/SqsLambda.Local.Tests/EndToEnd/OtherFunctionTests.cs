using Amazon.SQS.Model;
using SqsLambda.Local.Tests.Hosting;
using SqsLambda.Local.Tests.Http;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>Runs of a function that knows none of our packages.</summary>
public sealed class OtherFunctionTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>, IDisposable
{
    private static readonly Dictionary<string, string> NoVariables = [];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Fact]
    public async Task Its_messages_are_done_or_returned_and_its_variable_is_set()
    {
        string dead = await CreateAsync("other-dead", []);
        string url = await CreateAsync("other", new()
        {
            ["VisibilityTimeout"] = "180",
            ["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{endpoint.QueueOf(dead).Arn}}","maxReceiveCount":1}""",
        });
        string messages = Path.Combine(_folder.FullName, "messages.txt");
        await File.WriteAllLinesAsync(messages, ["first", "bad", "last"]);
        using var program = new RunningProgram(
            new Dictionary<string, string> { ["AWS_ENDPOINT_URL_SQS"] = endpoint.Url },
            [
                .. Function("Other.QueueHandler::Handle"),
                "--queue-url", url, "--until-idle", "--log", "--send", messages, "--function-timeout", "30", "--env", "OTHER_NAME=Joe",
            ]);

        // The visibility timeout ends when the two others are deleted: on the queue's clock, which stands still until then.
        await program.WrittenAsync("  returned");
        await EndpointFixture.UntilAsync(() => endpoint.QueueOf(url).Counts is { NotVisible: 1, Total: 1 });
        endpoint.Pass(180);

        Assert.Equal(1, await program.EndAsync());
        Assert.Matches(@"  done\r?\n", program.Output);
        Assert.Matches(@"  bad +returned\r?\n", program.Output);
        Assert.Contains("Joe handles last", program.Error, StringComparison.Ordinal);
        Assert.EndsWith("sent 3, done 2, dead-lettered 1", program.Output, StringComparison.Ordinal);
        Assert.Contains(
            "warning: the function's runtimeconfig.json sets System.GC.Server=true, which this process cannot apply after its start", program.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_runtime_configuration_is_applied_and_it_may_serialize_by_reflection()
    {
        string sqsEvent = Path.Combine(AppContext.BaseDirectory, "event.json");

        CommandResult result = await RunAsync("Other.Handlers::Runtime", "invoke", "--event", sqsEvent);

        Assert.Equal((0, "\"True, of the function, True\""), (result.ExitCode, result.Output));
    }

    [Fact]
    public async Task A_constructor_that_throws_is_told_as_the_runtime_tells_it()
    {
        CommandResult result = await RunAsync("Other.BrokenConstructor::Handle", "--port", "0", "--until-idle");

        Assert.Equal(1, result.ExitCode);
        Assert.EndsWith(
            "The function could not be initialized: TargetInvocationException: Exception has been thrown by the target of an invocation. "
            + "Caused by InvalidOperationException: no configuration",
            result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static Task<CommandResult> RunAsync(string handler, params string[] arguments) => LocalProgram.RunAsync(
        NoVariables, arguments[0] == "invoke" ? [.. arguments, .. Function(handler)] : [.. Function(handler), .. arguments]);

    private static string[] Function(string handler) => ["--function", OtherFunction.Folder, "--handler", $"OtherFunction::{handler}"];

    private async Task<string> CreateAsync(string name, Dictionary<string, string> attributes) =>
        (await endpoint.Sqs.CreateQueueAsync(new CreateQueueRequest(name) { Attributes = attributes })).QueueUrl;
}
