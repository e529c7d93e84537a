using System.Diagnostics;
using System.Globalization;

namespace SqsLambda.Chaos.Tests;

/// <summary>Stops and continues processes.</summary>
internal static class Signals
{
    /// <summary>Stops a process: nothing of it runs until it is continued.</summary>
    public static void Stop(Process process) => Send("STOP", process);

    public static void Continue(Process process) => Send("CONT", process);

    private static void Send(string signal, Process process)
    {
        using Process kill = Process.Start("kill", ["-s", signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
