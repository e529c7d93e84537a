namespace SqsLambda.Batch.Failures;

/// <summary>Why a message can never succeed. A dead letter carries this name as its <c>ErrorType</c>.</summary>
public enum PermanentFailureKind
{
    /// <summary>The body cannot be read as the type of the message.</summary>
    Unparseable,

    /// <summary>The body can be read, but the message is not valid.</summary>
    Invalid,

    /// <summary>The message has no idempotency key.</summary>
    NoKey,

    /// <summary>Its idempotency key was used before with another payload.</summary>
    PayloadMismatch,

    /// <summary>The handler, the validation or the key threw <see cref="PermanentFailureException"/>.</summary>
    PermanentFailureException,
}
