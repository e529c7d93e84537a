using Amazon.DynamoDBv2;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>A call that goes wrong is never repeated by the store or the SDK, and asking again brings about what was wished, whether it was done or not.</summary>
[Collection(SharedDynamoDb.Name)]
public sealed class AskedAgainTests(DynamoDbLocal dynamoDb) : IAsyncLifetime, IDisposable
{
    private const string Owner = "owner";
    private const int KeysOfACall = 3;

    private static readonly WireFault[] Faults = Enum.GetValues<WireFault>();

    private FaultyWire? _wire;
    private AmazonDynamoDBClient? _client;
    private DynamoDbIdempotencyStore? _store;
    private bool _isFaulty;

    public async Task InitializeAsync()
    {
        _wire = new(seed: 1, _ => _isFaulty ? 1 : 0);
        _client = dynamoDb.NewClient(_wire);
        _store = new(_client, await dynamoDb.CreateTableAsync(), TimeSpan.FromDays(14), TimeProvider.System);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _client?.Dispose();
        _wire?.Dispose();
    }

    [SkippableFact]
    public async Task Whatever_happens_to_a_claim_it_is_granted_when_asked_for_again()
    {
        await MeetEveryFaultAsync(keys => ClaimAsync(keys), static result => result.Status == ClaimStatus.Unavailable);

        Assert.All(await ClaimAsync(AllKeys), static result => Assert.Equal(ClaimStatus.Claimed, result.Status));
        Assert.All(await ClaimAsync(AllKeys, "other"), static result => Assert.Equal(ClaimStatus.InProgress, result.Status));
    }

    [SkippableTheory]
    [InlineData(SettlementKind.Complete, ClaimStatus.Completed)]
    [InlineData(SettlementKind.Release, ClaimStatus.Claimed)]
    public async Task Whatever_happens_to_a_settlement_it_is_made_when_asked_for_again(SettlementKind kind, ClaimStatus next)
    {
        await ClaimAsync(AllKeys);
        await MeetEveryFaultAsync(keys => SettleAsync(keys, kind), static result => result.Status == SettlementStatus.Unavailable);

        Assert.All(await SettleAsync(AllKeys, kind), static result => Assert.Equal(SettlementStatus.Settled, result.Status));
        Assert.All(await ClaimAsync(AllKeys, "other"), result => Assert.Equal(next, result.Status));
    }

    private static int[] AllKeys => [.. Enumerable.Range(0, Faults.Length * KeysOfACall)];

    private async Task MeetEveryFaultAsync<T>(Func<int[], Task<IReadOnlyList<T>>> askAsync, Predicate<T> isUnavailable)
    {
        _isFaulty = true;
        int callsBefore = _wire!.Calls;
        foreach (int[] keys in AllKeys.Chunk(KeysOfACall))
        {
            int partly = _wire.Counts[WireFault.PartlyThrottled];
            try
            {
                Assert.Contains(await askAsync(keys), isUnavailable);
                Assert.Equal(partly + 1, _wire.Counts[WireFault.PartlyThrottled]);
            }
            catch (IdempotencyTableException)
            {
                Assert.Equal(partly, _wire.Counts[WireFault.PartlyThrottled]);
            }
        }

        _isFaulty = false;
        Assert.Equal(Faults.Length, _wire.Calls - callsBefore);
        Assert.All(_wire.Counts, static fault => Assert.True(fault.Value == 1, $"{fault.Key} happened {fault.Value} times."));
    }

    private async Task<IReadOnlyList<ClaimResult>> ClaimAsync(int[] keys, string owner = Owner) => await _store!.ClaimAsync(
        Array.ConvertAll(keys, static key => new Claim(KeyOf(key), PayloadHash.OfBody("1"u8))), owner, TimeSpan.FromDays(365), CancellationToken.None);

    private async Task<IReadOnlyList<SettlementResult>> SettleAsync(int[] keys, SettlementKind kind) =>
        await _store!.SettleAsync(Array.ConvertAll(keys, key => new Settlement(KeyOf(key), kind)), Owner, CancellationToken.None);

    private static RecordKey KeyOf(int key) => new("test", $"{key}");
}
