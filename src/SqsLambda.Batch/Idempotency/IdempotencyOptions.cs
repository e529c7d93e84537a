namespace SqsLambda.Batch.Idempotency;

/// <summary>What to do with messages that cannot be claimed because the store is down.</summary>
public enum StoreFailurePolicy
{
    /// <summary>Return them: nothing runs without protection.</summary>
    Fail,

    /// <summary>Run them: nothing waits, but an effect may happen twice.</summary>
    Process,
}

/// <summary>How messages are kept from having their effect twice.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
/// <param name="Store">Where claims and completions are kept.</param>
/// <param name="Key">What names an effect.</param>
public sealed record IdempotencyOptions<TMessage>(IIdempotencyStore Store, IdempotencyKey<TMessage> Key)
{
    /// <summary>
    /// Set before every key, so that functions can share a store: by default <c>sqs-lambda</c>. It must not depend on names in the code,
    /// for when it changes, every message is new.
    /// </summary>
    /// <exception cref="ArgumentException">The value is blank.</exception>
    public string KeyPrefix
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            field = value;
        }
    } = DefaultKeyPrefix;

    /// <summary>What to do when the store is down: by default <see cref="StoreFailurePolicy.Fail"/>.</summary>
    public StoreFailurePolicy StoreFailurePolicy { get; init; }

    internal const string DefaultKeyPrefix = "sqs-lambda";

    /// <exception cref="ArgumentException">The store, the key or a known policy is missing.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Store);
        ArgumentNullException.ThrowIfNull(Key);
        if (!Enum.IsDefined(StoreFailurePolicy))
        {
            throw new ArgumentOutOfRangeException(nameof(StoreFailurePolicy), StoreFailurePolicy, "Allowed is Fail or Process.");
        }
    }
}
