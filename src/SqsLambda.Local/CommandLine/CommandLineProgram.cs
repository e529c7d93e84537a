using System.CommandLine;
using SqsLambda.Aws.Settings;

namespace SqsLambda.Local.CommandLine;

/// <summary>The command line: what can be asked, and what a wrong question is answered with.</summary>
internal static class CommandLineProgram
{
    public static async Task<int> RunAsync(
        string[] args, TextWriter output, TextWriter error, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ParseResult parsed = Root(output, error, timeProvider).Parse(args);
        if (parsed.Errors is [var first, ..])
        {
            await error.WriteLineAsync(string.Join(' ', first.Message.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)));
            return ExitCode.Usage;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = RunLoop.LastWait * 2,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (Exception exception) when (exception is UsageException or InvalidSettingException)
        {
            await error.WriteLineAsync(exception.Message);
            return ExitCode.Usage;
        }
    }

    private static RootCommand Root(TextWriter output, TextWriter error, TimeProvider timeProvider)
    {
        var options = new RunOptionSymbols();
        var root = new RootCommand(
            "Runs the function on this computer: an SQS endpoint, an event source mapping and the function in one process. Ctrl-C ends it.");
        foreach (Option option in options.All)
        {
            root.Add(option);
        }

        root.SetAction((result, token) => Run.StartAsync(options.Read(result), output, error, timeProvider, token));
        root.Add(Invoke(output, error, timeProvider));
        return root;
    }

    private static Command Invoke(TextWriter output, TextWriter error, TimeProvider timeProvider)
    {
        var file = new Option<string>("--event") { Description = "The file with the SQS event; - is standard input.", HelpName = "FILE", Required = true };
        var timeout = new Option<int>("--function-timeout")
        {
            Description = "The function's timeout: 1 to 900 s.",
            CustomParser = static result => OptionValues.Whole<int>(result, "1 to 900 seconds"),
            DefaultValueFactory = static _ => InvokeOnce.DefaultTimeoutSeconds,
            HelpName = "NUMBER",
        };
        var command = new Command("invoke", "Runs the handler once on a saved event and prints the response; the log goes to standard error.") { file, timeout };
        command.SetAction((result, token) =>
            InvokeOnce.StartAsync(result.GetRequiredValue(file), result.GetValue(timeout), output, error, timeProvider, token));
        return command;
    }
}
