using System.ComponentModel;
using System.Diagnostics;

namespace SqsLambda.Aws.Tests.DynamoDb;

/// <summary>Starts what a user may not have, and ends what hangs.</summary>
internal static class Processes
{
    /// <exception cref="InvalidOperationException">The command is not on the PATH.</exception>
    public static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InvalidOperationException($"The command '{start.FileName}' is not on the PATH.");
        }
    }

    /// <summary>Waits for the end of a process, or ends it with all that it has started.</summary>
    /// <exception cref="InvalidOperationException">It did not end in time.</exception>
    public static async Task WaitForEndAsync(Process process, TimeSpan limit)
    {
        try
        {
            await process.WaitForExitAsync().WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"The command '{process.StartInfo.FileName}' did not end within {limit}.");
        }
    }
}
