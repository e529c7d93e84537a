namespace SqsLambda.Local;

/// <summary>The exit codes of the process.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>Messages were dead-lettered, or the function failed.</summary>
    public const int Failure = 1;

    /// <summary>The command line, or what it names, is wrong.</summary>
    public const int Usage = 2;
}
