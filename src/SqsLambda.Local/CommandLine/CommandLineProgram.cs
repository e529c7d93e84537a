using System.CommandLine;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.CommandLine;

/// <summary>The command line: what can be asked, and what a wrong question is answered with.</summary>
internal static class CommandLineProgram
{
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
        ParseResult parsed = Root(functions, output, error, timeProvider).Parse(args);
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
        catch (UsageException exception)
        {
            await error.WriteLineAsync(exception.Message);
            return ExitCode.Usage;
        }
        catch (FunctionInitException exception)
        {
            // As Lambda's runtime logs it, and then in one line.
            new FunctionLog(error).Write("Error", "the constructor of the function, or what it needs, failed", arguments: null, exception.InnerException);
            await error.WriteLineAsync(exception.Message);
            return ExitCode.Failure;
        }
    }

    private static RootCommand Root(IFunctionSource functions, TextWriter output, TextWriter error, TimeProvider timeProvider)
    {
        var options = new RunOptionSymbols();
        var root = new RootCommand(
            "Runs a Lambda function on this computer: an SQS endpoint, an event source mapping and the function in one process. Ctrl-C ends it.");
        foreach (Option option in options.All)
        {
            root.Add(option);
        }

        root.SetAction((result, token) => Run.StartAsync(options.Read(result), functions, output, error, timeProvider, token));
        root.Add(Invoke(functions, output, error, timeProvider));
        return root;
    }

    private static Command Invoke(IFunctionSource functions, TextWriter output, TextWriter error, TimeProvider timeProvider)
    {
        var file = new Option<string>("--event") { Description = "The file with the SQS event; - is standard input.", HelpName = "FILE", Required = true };
        var timeout = new Option<int?>("--function-timeout")
        {
            Description = "The function's timeout: 1 to 900 s. [default: the function's own]",
            CustomParser = static result => OptionValues.Whole<int>(result, "1 to 900 seconds"),
            HelpName = "NUMBER",
        };
        var function = new FunctionOptionSymbols();
        var command = new Command("invoke", "Runs the handler once on a saved event and prints the response; the log goes to standard error.") { file, timeout };
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
