namespace SqsLambda.Local.Reporting;

/// <summary>
/// The console of a function that runs in this process. What it writes there is part of its log, as in Lambda: it neither reaches the terminal by
/// itself nor disturbs the story.
/// </summary>
internal sealed class FunctionConsole : IDisposable
{
    private readonly TextWriter _output = Console.Out;
    private readonly TextWriter _error = Console.Error;

    private FunctionConsole(TextWriter log)
    {
        Console.SetOut(log);
        Console.SetError(log);
    }

    /// <summary>Redirects the console until the result is disposed, if the story is written to the console of this process.</summary>
    /// <param name="output">Where the story is written to.</param>
    /// <param name="log">Takes the function's log.</param>
    public static FunctionConsole? Redirect(TextWriter output, TextWriter log) =>
        ReferenceEquals(output, Console.Out) ? new FunctionConsole(log) : null;

    public void Dispose()
    {
        Console.SetOut(_output);
        Console.SetError(_error);
    }
}
