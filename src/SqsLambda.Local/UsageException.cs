namespace SqsLambda.Local;

/// <summary>An option or its value is wrong: one line on standard error, and exit code 2.</summary>
/// <param name="message">What, which value, and what is allowed.</param>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <param name="reason">Why AWS would refuse; <see langword="null"/> where it would not.</param>
    public static void ThrowIfRefused(string? reason)
    {
        if (reason is not null)
        {
            throw new UsageException(reason);
        }
    }
}
