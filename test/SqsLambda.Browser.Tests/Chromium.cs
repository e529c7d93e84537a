namespace SqsLambda.Browser.Tests;

/// <summary>The browser of this machine. The tests use what the system has installed, and download none.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Where it is; <see langword="null"/> if it is not on the PATH.</summary>
    public static string? Path { get; } = Find();

    /// <summary>Why the tests are skipped; <see langword="null"/> if they are not.</summary>
    public static string? Missing => Path is null ? $"None of the commands {string.Join(", ", Names)} is on the PATH." : null;

    private static string? Find() => (
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        from name in Names
        let path = System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)
        where File.Exists(path)
        select path).FirstOrDefault();
}

/// <summary>A test in the browser. It is skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Chromium.Missing;
}

/// <summary>A test in the browser with several cases. It is skipped where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.Missing;
}
