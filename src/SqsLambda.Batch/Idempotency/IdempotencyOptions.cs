namespace SqsLambda.Batch.Idempotency;

/// <summary>What happens to messages that cannot be claimed because the store is down.</summary>
public enum StoreFailurePolicy
{
    /// <summary>The messages are returned. No message runs without a claim.</summary>
    Fail,

    /// <summary>The messages run without a claim. They are not delayed, but an effect may happen twice.</summary>
    Process,
}

/// <summary>Options that prevent a message from having its effect twice.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
public sealed record IdempotencyOptions<TMessage>
{
    /// <summary>The default of <see cref="KeyPrefix"/>.</summary>
    internal const string DefaultKeyPrefix = "sqs-lambda";

    /// <summary>Creates the options.</summary>
    /// <param name="store">The store of the idempotency records.</param>
    /// <param name="key">Returns the idempotency key of a message.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public IdempotencyOptions(IIdempotencyStore store, IdempotencyKey<TMessage> key)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(key);
        Store = store;
        Key = key;
    }

    /// <summary>The store of the idempotency records.</summary>
    public IIdempotencyStore Store { get; }

    /// <summary>Returns the idempotency key of a message.</summary>
    public IdempotencyKey<TMessage> Key { get; }

    /// <summary>
    /// The prefix of every key, by default <c>sqs-lambda</c>. It lets functions share a store. If the prefix changes, every message counts as
    /// new, so do not derive it from names in the code.
    /// </summary>
    /// <exception cref="ArgumentException">The value is blank or contains <c>#</c>, the separator of prefix and key.</exception>
    public string KeyPrefix
    {
        get;
        init
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(value);
            RecordKey.ThrowIfNotPrefix(value);
            field = value;
        }
    } = DefaultKeyPrefix;

    /// <summary>
    /// Returns the part of a message that must be equal in all messages with the same key, for example
    /// <c>order => $"{order.Sku} {order.Quantity}"</c>. If this part differs from that of the message that was done, the message fails
    /// permanently. By default it is <see langword="null"/>: a message with a different body is a duplicate, and a warning and a metric report
    /// it.
    /// </summary>
    public Func<TMessage, string?>? PayloadOf { get; init; }

    /// <summary>What happens when the store is down: by default <see cref="StoreFailurePolicy.Fail"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not defined.</exception>
    public StoreFailurePolicy StoreFailurePolicy
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(StoreFailurePolicy), value, "The value must be Fail or Process.");
    }
}
