namespace SqsLambda.Batch.Failures;

/// <summary>Why no retry can save a message. A dead letter tells it by this name, as its <c>ErrorType</c>.</summary>
public enum PermanentFailureKind
{
    /// <summary>The body is not what the message is read from.</summary>
    Unparseable,

    /// <summary>The body can be read, and the message is not valid.</summary>
    Invalid,

    /// <summary>The message has no idempotency key.</summary>
    NoKey,

    /// <summary>Its idempotency key was used before, with another payload.</summary>
    PayloadMismatch,

    /// <summary>The handler, the validation or the key threw <see cref="PermanentFailureException"/>.</summary>
    PermanentFailureException,
}
