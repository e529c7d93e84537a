using System.ComponentModel;
using System.Diagnostics;

namespace SqsLambda.Aws.Tests.DynamoDb;

/// <summary>Starts what a user may not have.</summary>
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
}
