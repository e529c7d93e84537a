namespace SqsLambda.Tests.Commands;

/// <summary>The linker of native executables for Lambda: that of clang or gcc, on Linux.</summary>
internal static class NativeLinker
{
    /// <summary>Why a native executable cannot be made and run here, or <see langword="null"/> if it can.</summary>
    public static string? Missing =>
        !OperatingSystem.IsLinux() ? "The native function is for Linux."
        : IsOnPath("clang") || IsOnPath("gcc") ? null
        : "A native executable needs the linker of clang or gcc.";

    private static bool IsOnPath(string command) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, command)));
}
