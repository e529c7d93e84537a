using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The snapshot is taken while a request for <c>/restore/next</c> is open. Its answer is the first thing that a restored copy sees.</summary>
internal static class SnapStart
{
    /// <returns>Whether the copy is restored and may ask for events. If not, Lambda knows why.</returns>
    public static async Task<bool> WaitForRestoreAsync(RuntimeApiClient client, RuntimeLog log)
    {
        try
        {
            // The hooks that were registered last run first.
            await RunAsync(SnapshotRestore.BeforeSnapshot.Reverse());
            await client.RestoreNextAsync();
        }
        catch (Exception exception)
        {
            log.Write("Error", exception, $"Stand-in runtime client: no snapshot: {exception}");
            await client.ReportInitErrorAsync(exception, "Runtime.BeforeSnapshotError");
            return false;
        }

        try
        {
            await RunAsync(SnapshotRestore.AfterRestore);
            return true;
        }
        catch (Exception exception)
        {
            log.Write("Error", exception, $"Stand-in runtime client: not restored: {exception}");
            await client.ReportRestoreErrorAsync(exception, "Runtime.AfterRestoreError");
            return false;
        }
    }

    private static async Task RunAsync(IEnumerable<Func<ValueTask>> hooks)
    {
        foreach (Func<ValueTask> hook in hooks)
        {
            await hook();
        }
    }
}
