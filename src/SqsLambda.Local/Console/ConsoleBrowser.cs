using System.ComponentModel;
using System.Diagnostics;

namespace SqsLambda.Local.WebConsole;

/// <summary>The browser of the user.</summary>
internal static class ConsoleBrowser
{
    /// <summary>Opens the console in it.</summary>
    /// <param name="url">The address of the console.</param>
    /// <returns>Why that is not possible; <see langword="null"/> if the browser was started.</returns>
    public static string? Open(string url)
    {
        try
        {
            using Process? browser = Process.Start(new ProcessStartInfo(url) { UseShellExecute = true });
            return null;
        }
        catch (Win32Exception exception)
        {
            return $"--open: no browser could be started ({exception.Message}). Open {url} yourself.";
        }
    }
}
