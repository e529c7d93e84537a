namespace SqsLambda.Batch.Failures;

/// <summary>Why a message can never succeed. The name of the value is the <c>ErrorType</c> of the dead letter.</summary>
public enum PermanentFailureKind
{
    /// <summary>The body cannot be read as the type of the message.</summary>
    Unparseable,

    /// <summary>The body can be read, but the message is not valid.</summary>
    Invalid,

    /// <summary>The message has no idempotency key.</summary>
    NoKey,

    /// <summary>The idempotency key was used before with a different payload.</summary>
    PayloadMismatch,

    /// <summary>The handler, the reader or the function for the idempotency key threw <see cref="PermanentFailureException"/>.</summary>
    PermanentFailureException,
}
