using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>Records that Powertools for AWS Lambda wrote: their attributes are understood, and their ids are not those of this store.</summary>
[Collection(SharedDynamoDb.Name)]
public sealed class PowertoolsRecordTests(DynamoDbLocal dynamoDb) : IAsyncLifetime, IDisposable
{
    private const string Hash = "c4ca4238a0b923820dcc509a6f75849b"; // The MD5 of the key.

    private static readonly RecordKey Key = new("orders", "1");
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Expiration = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private AmazonDynamoDBClient? _client;
    private string _table = "";

    public async Task InitializeAsync()
    {
        _client = dynamoDb.NewClient();
        _table = await dynamoDb.CreateTableAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _client?.Dispose();

    /// <param name="status">The status of the record.</param>
    /// <param name="expiresIn">The seconds until it expires.</param>
    /// <param name="leaseEndsIn">The seconds until its lease ends; none if Powertools did not know the remaining time.</param>
    /// <param name="result">The result of a claim.</param>
    /// <param name="remaining">The seconds that are left of the lease.</param>
    [SkippableTheory]
    [InlineData("COMPLETED", 60, null, ClaimStatus.Completed, 0)]
    [InlineData("COMPLETED", -1, null, ClaimStatus.Claimed, 0)]
    [InlineData("INPROGRESS", 60, 10, ClaimStatus.InProgress, 10)]
    [InlineData("INPROGRESS", 60, -1, ClaimStatus.Claimed, 0)]
    [InlineData("INPROGRESS", 60, null, ClaimStatus.InProgress, 60)]
    public async Task A_record_under_the_id_of_this_store_is_understood(string status, int expiresIn, int? leaseEndsIn, ClaimStatus result, int remaining)
    {
        await PutAsync(Key.Id, status, expiresIn, leaseEndsIn);

        Assert.Equal([new ClaimResult(result, TimeSpan.FromSeconds(remaining))], await ClaimAsync());
    }

    [SkippableTheory]
    [InlineData($"orders.ReserveAsync#{Hash}")]
    [InlineData($"orders#{Hash}")]
    public async Task A_record_under_its_own_id_is_not_found(string id)
    {
        await PutAsync(id, "COMPLETED", expiresIn: 60, leaseEndsIn: null);

        Assert.Equal([new ClaimResult(ClaimStatus.Claimed)], await ClaimAsync());
    }

    private async Task<IReadOnlyList<ClaimResult>> ClaimAsync() => await new DynamoDbIdempotencyStore(_client!, _table, Expiration, _time)
        .ClaimAsync([new(Key, PayloadHash.OfBody("{}"u8))], "owner", Lease, CancellationToken.None);

    private async Task PutAsync(string id, string status, int expiresIn, int? leaseEndsIn)
    {
        long now = _time.GetUtcNow().ToUnixTimeSeconds();
        var record = new Dictionary<string, AttributeValue>
        {
            ["id"] = new(id),
            ["status"] = new(status),
            ["expiration"] = Number(now + expiresIn),
            ["data"] = new("""{"reserved":true}"""),
            ["validation"] = new("d41d8cd98f00b204e9800998ecf8427e"),
        };
        if (leaseEndsIn is { } seconds)
        {
            record["in_progress_expiration"] = Number((now + seconds) * 1_000);
        }

        await _client!.PutItemAsync(_table, record);
    }

    private static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };
}
