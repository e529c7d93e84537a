namespace SqsLambda.Batch.Idempotency;

/// <summary>What to do with messages that cannot be claimed because the store is down.</summary>
public enum StoreFailurePolicy
{
    /// <summary>Return them: nothing runs without a claim.</summary>
    Fail,

    /// <summary>Run them: nothing waits, but an effect may happen twice.</summary>
    Process,
}

/// <summary>How the effect of a message is kept from happening twice.</summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
public sealed record IdempotencyOptions<TMessage>
{
    /// <summary>The default of <see cref="KeyPrefix"/>.</summary>
    internal const string DefaultKeyPrefix = "sqs-lambda";

    /// <summary>Creates the options.</summary>
    /// <param name="store">Keeps claims and completions.</param>
    /// <param name="key">Names the effect of a message.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public IdempotencyOptions(IIdempotencyStore store, IdempotencyKey<TMessage> key)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(key);
        Store = store;
        Key = key;
    }

    /// <summary>Keeps claims and completions.</summary>
    public IIdempotencyStore Store { get; }

    /// <summary>Names the effect of a message.</summary>
    public IdempotencyKey<TMessage> Key { get; }

    /// <summary>
    /// Set before every key, so that functions can share a store: by default <c>sqs-lambda</c>. It must not depend on names in the code: when it
    /// changes, every message counts as new.
    /// </summary>
    /// <exception cref="ArgumentException">The value is blank or contains <c>#</c>, which separates prefix and key.</exception>
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
    /// Names what must be equal in two messages with the same key, for example <c>order => $"{order.Sku} {order.Quantity}"</c>. A message that
    /// differs from the one that was done then fails permanently. By default nothing is named: such a message is a duplicate, and a warning and
    /// a metric tell that its body differs.
    /// </summary>
    public Func<TMessage, string?>? PayloadOf { get; init; }

    /// <summary>What to do when the store is down: by default <see cref="StoreFailurePolicy.Fail"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is neither of the two.</exception>
    public StoreFailurePolicy StoreFailurePolicy
    {
        get;
        init => field = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(StoreFailurePolicy), value, "Allowed is Fail or Process.");
    }
}
