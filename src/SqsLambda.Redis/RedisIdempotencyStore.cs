using SqsLambda.Batch.Idempotency;
using SqsLambda.Redis.Connection;
using SqsLambda.Redis.Records;
using StackExchange.Redis;

namespace SqsLambda.Redis;

/// <summary>Keeps idempotency records in Redis or Valkey. All execution environments of a function share them.</summary>
/// <remarks>
/// <para>
/// A script claims or settles a key. It is atomic on the server, and the server's clock decides when a lease ends and when a record expires. All
/// keys of a call are sent at once, also on a cluster, where each key has a slot of its own.
/// </para>
/// <para>
/// The connection is opened by the first call, not by the constructor, so that a snapshot of the process (Lambda SnapStart) contains none. If it is
/// broken, a call opens a new one and is made once more. Each of the two attempts waits up to 3 seconds for a connection, and up to 1 second and
/// 1 millisecond for each key for the answers. A call ends sooner if its token is cancelled. One instance serves concurrent invocations.
/// </para>
/// </remarks>
public sealed class RedisIdempotencyStore : IIdempotencyStore, IAsyncDisposable
{
    /// <summary>What the key of each record starts with. A Redis user needs access to <c>sqs-lambda:*</c>.</summary>
    public const string KeyPrefix = "sqs-lambda:";

    private static readonly TimeSpan MinExpiration = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxExpiration = TimeSpan.FromDays(3_650);

    private readonly EvictionCheck _eviction;
    private readonly RedisLink _link;
    private readonly string _server;
    private readonly long _lifetimeMs;
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates a store. It does not connect yet.</summary>
    /// <param name="options">
    /// Where Redis is, and how to log in. They are copied. The copy gets timeouts of at most 2 seconds for connecting, and sends nothing later than
    /// its call (<see cref="BacklogPolicy.FailFast"/>).
    /// </param>
    /// <param name="expiresAfter">
    /// How long a processed message is remembered: 1 second to 3,650 days. Choose at least the time that the queue and its dead-letter queue keep a
    /// message.
    /// </param>
    /// <param name="timeProvider">The clock for the timeouts of calls. The times in the records are those of the server.</param>
    /// <param name="warn">Receives a line if the server may evict records; by default it goes to the standard error of the process. It is called once at most.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or <paramref name="timeProvider"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException"><paramref name="options"/> have no endpoint.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="expiresAfter"/> is out of range.</exception>
    public RedisIdempotencyStore(ConfigurationOptions options, TimeSpan expiresAfter, TimeProvider timeProvider, Action<string>? warn = null)
        : this(Copying(options), ServerOf(options), expiresAfter, timeProvider, warn)
    {
    }

    /// <param name="createOptions">Creates the options of a connection, each time one is opened.</param>
    /// <param name="server">The servers, for messages.</param>
    /// <param name="expiresAfter">How long a processed message is remembered.</param>
    /// <param name="timeProvider">The clock for timeouts.</param>
    /// <param name="warn">Receives a line if the server may evict records.</param>
    internal RedisIdempotencyStore(
        Func<CancellationToken, Task<ConfigurationOptions>> createOptions, string server, TimeSpan expiresAfter, TimeProvider timeProvider, Action<string>? warn = null)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        if (expiresAfter < MinExpiration || expiresAfter > MaxExpiration)
        {
            throw new ArgumentOutOfRangeException(nameof(expiresAfter), expiresAfter, "The value must be from 1 second to 3,650 days.");
        }

        _eviction = new(server, warn ?? Console.Error.WriteLine);
        var opening = new RedisOpening(createOptions, _eviction.Start);
        _link = new(opening.OpenAsync, timeProvider);
        _server = server;
        _lifetimeMs = (long)Math.Ceiling(expiresAfter.TotalMilliseconds);
        _timeProvider = timeProvider;
    }

    /// <summary>Never: Redis cannot do the writes of a handler together with a completion in DynamoDB or elsewhere.</summary>
    public bool CanDoWork => false;

    /// <summary>There is no limit: all settlements of a call are sent at once.</summary>
    public int MaxSettlementsPerCall => int.MaxValue;

    /// <summary>The check of the server's maxmemory-policy, for tests.</summary>
    internal Task EvictionChecked => _eviction.Checked;

    /// <inheritdoc/>
    /// <exception cref="RedisIdempotencyException">Redis did its part for no key, and another attempt may succeed.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public async ValueTask<IReadOnlyList<ClaimResult>> ClaimAsync(
        IReadOnlyList<Claim> claims, string owner, TimeSpan leaseDuration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(leaseDuration, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(leaseDuration, MaxExpiration);
        cancellationToken.ThrowIfCancellationRequested();

        long leaseMs = (long)Math.Ceiling(leaseDuration.TotalMilliseconds);
        RecordCall[] calls =
        [
            .. claims.Select(claim => new RecordCall(RecordScript.Claim, KeyOf(claim.Key), [owner, leaseMs, _lifetimeMs, claim.Payload.ToString()])),
        ];
        RecordAnswer[] answers = await new RecordCalls(_link, _server, _timeProvider, cancellationToken).MakeAsync(calls).ConfigureAwait(false);
        var results = new ClaimResult[answers.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = answers[i].Error is { } error ? error.ToClaimResult() : ResultOf(answers[i].Value!, claims[i]);
        }

        return results;
    }

    /// <inheritdoc/>
    /// <exception cref="RedisIdempotencyException">Redis did its part for no key, and another attempt may succeed.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public async ValueTask<IReadOnlyList<SettlementResult>> SettleAsync(
        IReadOnlyList<Settlement> settlements, string owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settlements);
        ArgumentException.ThrowIfNullOrEmpty(owner);
        cancellationToken.ThrowIfCancellationRequested();

        var results = new SettlementResult[settlements.Count];
        var calls = new List<RecordCall>(settlements.Count);
        var places = new List<int>(settlements.Count);
        for (int i = 0; i < results.Length; i++)
        {
            if (settlements[i].Work is not null)
            {
                results[i] = new(SettlementStatus.Refused, "records in Redis cannot be completed together with enlisted work");
                continue;
            }

            calls.Add(settlements[i].Kind == SettlementKind.Complete
                ? new(RecordScript.Complete, KeyOf(settlements[i].Key), [owner, _lifetimeMs])
                : new(RecordScript.Release, KeyOf(settlements[i].Key), [owner]));
            places.Add(i);
        }

        RecordAnswer[] answers = await new RecordCalls(_link, _server, _timeProvider, cancellationToken).MakeAsync([.. calls]).ConfigureAwait(false);
        for (int i = 0; i < answers.Length; i++)
        {
            results[places[i]] = answers[i].Error is { } error ? error.ToSettlementResult()
                : new((int)answers[i].Value! == RecordScript.Settled ? SettlementStatus.Settled : SettlementStatus.LeaseLost);
        }

        return results;
    }

    /// <summary>Closes the connection. A function never does this, because Lambda ends the process.</summary>
    /// <returns>A task that is complete.</returns>
    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private static ClaimResult ResultOf(RedisResult answer, Claim claim) => (int)answer[0] switch
    {
        RecordScript.Completed => new(ClaimStatus.Completed, PayloadDiffers: claim.Payload.DiffersFrom((string?)answer[1])),
        RecordScript.InProgress => new(ClaimStatus.InProgress, TimeSpan.FromMilliseconds((long)answer[1])),
        _ => new(ClaimStatus.Claimed),
    };

    private static RedisKey KeyOf(RecordKey key) => KeyPrefix + key.Id;

    private static Func<CancellationToken, Task<ConfigurationOptions>> Copying(ConfigurationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ConfigurationOptions copy = options.Clone();
        return _ => Task.FromResult(copy);
    }

    private static string ServerOf(ConfigurationOptions options) => options.EndPoints.Count > 0
        ? $"Redis at {string.Join(',', options.EndPoints.Select(static endpoint => EndPointCollection.ToString(endpoint)))}"
        : throw new ArgumentException("The options have no endpoint.", nameof(options));
}
