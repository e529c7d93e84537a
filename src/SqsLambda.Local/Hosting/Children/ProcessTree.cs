using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SqsLambda.Local.Hosting.Children;

/// <summary>A process and what it has started.</summary>
/// <param name="process">The process, which has been started.</param>
internal sealed class ProcessTree(Process process)
{
    private const int KillSignal = 9;

    private readonly int _id = process.Id;

    /// <summary>
    /// Ends the process and its descendants, and what else is in its group, such as what the process left behind when it ended (<see cref="ChildStart"/> gives a
    /// program a group with the id of its process).
    /// </summary>
    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }

        if (!OperatingSystem.IsWindows())
        {
            // Without such a group this does nothing.
            _ = SendSignal(-_id, KillSignal);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
