namespace SqsLambda.Batch;

/// <summary>A handler throws this exception for a message that can never be handled.</summary>
public sealed class PermanentFailureException : Exception
{
    /// <summary>Creates the exception with a general reason.</summary>
    public PermanentFailureException()
        : base("The message can never be handled.")
    {
    }

    /// <summary>Creates the exception with its reason.</summary>
    /// <param name="message">Why the message can never be handled. This text is logged: leave out personal data and secrets.</param>
    public PermanentFailureException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its reason and cause.</summary>
    /// <param name="message">Why the message can never be handled. This text is logged: leave out personal data and secrets.</param>
    /// <param name="innerException">The exception that caused it.</param>
    public PermanentFailureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
