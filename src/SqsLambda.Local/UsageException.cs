using SqsLambda.Local.Mapping;

namespace SqsLambda.Local;

/// <summary>An option or its value is wrong: one line on standard error, and exit code 2.</summary>
/// <param name="message">What, which value, and what is allowed.</param>
internal sealed class UsageException(string message) : Exception(message)
{
    /// <param name="refusal">Why Lambda would refuse; <see langword="null"/> where it would not.</param>
    public static void ThrowIfRefused(Refusal? refusal)
    {
        if (refusal is not null)
        {
            throw new UsageException($"{refusal.Text} ({refusal.Hint})");
        }
    }
}
