using System.CommandLine;
using System.CommandLine.Help;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Running;

namespace SqsLambda.Local.CommandLine;

/// <summary>The command line: its commands and options, the help, and one line for what is wrong.</summary>
internal static class CommandLineProgram
{
    private const string ToolName = "sqs-lambda-local";

    private static readonly (string Options, string What)[] Examples =
    [
        ("--until-idle", "Send the samples, and end when all are done."),
        ("--open", "Send the samples, and open the console."),
        ("--send orders.jsonl --until-idle", "Send your own messages."),
        ("--port 0 --fifo", "Run beside another run, with FIFO queues."),
        ("--command \"python3 function.py\" --log", "Run a function in any language, and show its log."),
        ("invoke --event event.json", "Run the function once on a saved event."),
    ];

    /// <param name="functions">Where the function comes from.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends a run, as Ctrl-C does.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        IFunctionSource functions, string[] args, TextWriter output, TextWriter error, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var printable = new PrintableWriter(error);
        ParseResult parsed = Root(functions, output, error, timeProvider).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            await printable.WriteLineAsync(UsageErrors.First(parsed));
            return ExitCode.Usage;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = output,
                Error = printable,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = RunLoop.LastWait * 2,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (UsageException exception)
        {
            await printable.WriteLineAsync(exception.Message);
            return ExitCode.Usage;
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C while the function was being built.
            await output.WriteLineAsync(Run.EndedBeforeItBegan);
            return ExitCode.Success;
        }
        catch (FunctionInitException exception)
        {
            // As Lambda's runtime logs it, and then in one line.
            new FunctionLog(printable).Write("Error", "the constructor of the function, or what it needs, failed", arguments: null, exception.InnerException);
            await printable.WriteLineAsync(exception.Message);
            return ExitCode.Failure;
        }
    }

    private static RootCommand Root(IFunctionSource functions, TextWriter output, TextWriter error, TimeProvider timeProvider)
    {
        var options = new RunOptionSymbols();
        var root = new RootCommand(
            "Runs a Lambda function on this computer, with an SQS queue and an event source mapping. Without options, it runs the "
            + "function of this folder and sends it the samples. Ctrl-C ends it.");
        foreach (Option option in options.All)
        {
            root.Add(option);
        }

        Command invoke = Invoke(functions, output, error, timeProvider);
        root.Add(invoke);

        // System.CommandLine listens to Ctrl-C only once the action has returned its task.
        root.SetAction(async (result, token) =>
        {
            RunOptions read = options.Read(result);
            await Task.Yield();
            return await Run.StartAsync(read, functions, output, error, timeProvider, token);
        });
        root.Options.OfType<HelpOption>().Single().Action = new WriteHelp(command => command == invoke
            ? HelpText.Of(invoke.Description!, [$"{ToolName} invoke --event FILE"], [InvokeGroup(invoke)], [], [])
            : HelpText.Of(root.Description!, [$"{ToolName} [options]", $"{ToolName} invoke --event FILE"], options.Groups, [invoke], Examples));
        return root;
    }

    private static OptionGroup InvokeGroup(Command invoke) =>
        new("Options", [.. invoke.Options.Where(static option => option is not HelpOption).Select(static option => (option, InvokeExample(option.Name)))]);

    private static string? InvokeExample(string option) => option switch
    {
        "--event" => "event.json",
        "--function-timeout" => "5",
        _ => FunctionOptionSymbols.Example(option),
    };

    private static Command Invoke(IFunctionSource functions, TextWriter output, TextWriter error, TimeProvider timeProvider)
    {
        var file = new Option<string>("--event")
        {
            Description = "The file with the SQS event. - reads standard input.",
            CustomParser = OptionValues.Path,
            HelpName = "FILE",
            Required = true,
        };
        var timeout = new Option<int?>("--function-timeout")
        {
            Description = "Seconds after which the function is abandoned. 1 to 900. [default: the function's own]",
            CustomParser = static result => OptionValues.Whole(result, 1, EventSourceMappingSettings.MaxFunctionTimeoutSeconds),
            HelpName = "NUMBER",
        };
        var function = new FunctionOptionSymbols();
        var command = new Command("invoke", "Runs the function once on a saved event and prints its response. The log goes to standard error.") { file, timeout };
        foreach (Option option in function.All)
        {
            command.Add(option);
        }

        command.SetAction((result, token) => InvokeOnce.StartAsync(
            new(result.GetRequiredValue(file), result.GetValue(timeout), function.Read(result), function.ReadVariables(result)),
            functions,
            output,
            error,
            timeProvider,
            token));
        return command;
    }
}
