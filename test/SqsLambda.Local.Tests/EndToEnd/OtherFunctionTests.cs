using SqsLambda.Local.Tests.Hosting;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>Runs of a function that knows none of our packages.</summary>
public sealed class OtherFunctionTests : IDisposable
{
    private static readonly Dictionary<string, string> NoVariables = [];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Fact]
    public async Task Its_messages_are_done_or_returned_and_its_variable_is_set()
    {
        string messages = Path.Combine(_folder.FullName, "messages.txt");
        await File.WriteAllLinesAsync(messages, ["first", "bad", "last"]);

        CommandResult result = await RunAsync(
            "Other.QueueHandler::Handle",
            "--port", "0", "--until-idle", "--log", "--send", messages, "--visibility-timeout", "1", "--function-timeout", "1", "--max-receive-count", "1", "--env", "OTHER_NAME=Joe");

        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"  done\r?\n", result.Output);
        Assert.Matches(@"  bad +returned\r?\n", result.Output);
        Assert.Contains("Joe handles last", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("sent 3, done 2, dead-lettered 1", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "warning: the function's runtimeconfig.json sets System.GC.Server=true, which this process cannot apply after its start", result.Error, StringComparison.Ordinal);
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

    private static Task<CommandResult> RunAsync(string handler, params string[] arguments)
    {
        string[] function = ["--function", OtherFunction.Folder, "--handler", $"OtherFunction::{handler}"];
        return LocalProgram.RunAsync(NoVariables, arguments[0] == "invoke" ? [.. arguments, .. function] : [.. function, .. arguments]);
    }
}
