using System.ComponentModel;
using System.Diagnostics;

namespace SqsLambda.Local.WebConsole;

/// <summary>The browser of the user.</summary>
internal static class ConsoleBrowser
{
    // Of xdg-open: it found no program, or that failed. 127 is the shell's: there is no xdg-open.
    private static readonly int[] ExitCodesOfFailure = [1, 2, 3, 4, 127];

    /// <summary>Opens the console in it.</summary>
    /// <param name="url">The address of the console.</param>
    /// <param name="notify">Is given a line for the user if that is not possible, perhaps later.</param>
    public static void Open(string url, Action<string> notify)
    {
        try
        {
            Process? browser = Process.Start(Command(url));
            if (browser is not null && OperatingSystem.IsLinux())
            {
                browser.Exited += (_, _) =>
                {
                    if (ExitCodesOfFailure.Contains(browser.ExitCode))
                    {
                        notify($"--open: no browser could be started. Open {url} yourself.");
                    }
                };
                browser.EnableRaisingEvents = true;
            }
        }
        catch (Win32Exception exception)
        {
            notify($"--open: no browser could be started ({exception.Message}). Open {url} yourself.");
        }
    }

    // What the browser or xdg-open print does not belong in the output of the run.
    private static ProcessStartInfo Command(string url) => OperatingSystem.IsLinux()
        ? new("/bin/sh", ["-c", "exec xdg-open \"$1\" >/dev/null 2>&1", "sh", url])
        : new(url) { UseShellExecute = true };
}
