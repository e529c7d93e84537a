using System.Runtime.InteropServices;
using SqsLambda.Local.CommandLine;
using SqsLambda.Local.Hosting;

// A process that plays Lambda's runtime has the function's dependencies and not those of the command line, whose types it must not touch.
return args is [RuntimeProcess.Command, var handler] && Environment.GetEnvironmentVariable(RuntimeProcess.ApiVariable) is { Length: > 0 }
    ? await RuntimeProcess.RunAsync(handler)
    : await Laptop.RunAsync(args);

/// <summary>The command line.</summary>
internal static class Laptop
{
    public static async Task<int> RunAsync(string[] args)
    {
        // When its terminal is closed, a run ends in order, too: what it has started does not hear of that.
        using var hangUp = new CancellationTokenSource();
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            hangUp.Cancel();
        });
        return await CommandLineProgram.RunAsync(new InProcessFunctions(), args, Console.Out, Console.Error, TimeProvider.System, hangUp.Token);
    }
}
