using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>What the store makes of what DynamoDB answers when something is wrong.</summary>
public sealed class TableErrorTests
{
    private const string Table = "table 'records' in eu-west-1";
    private const string Owner = "0123456789abcdef";

    [Theory]
    [InlineData("ThrottlingError", ClaimStatus.Unavailable, $"ThrottlingError in {Table}: what DynamoDB says")]
    [InlineData("ProvisionedThroughputExceeded", ClaimStatus.Unavailable, $"ProvisionedThroughputExceeded in {Table}: what DynamoDB says")]
    [InlineData("RequestLimitExceeded", ClaimStatus.Unavailable, $"RequestLimitExceeded in {Table}: what DynamoDB says")]
    [InlineData("TransactionConflict", ClaimStatus.Unavailable, $"TransactionConflict in {Table}: what DynamoDB says")]
    [InlineData("InternalServerError", ClaimStatus.Unavailable, $"InternalServerError in {Table}: what DynamoDB says")]
    [InlineData("SomethingNew", ClaimStatus.Unavailable, $"SomethingNew in {Table}: what DynamoDB says")]
    [InlineData("ValidationError", ClaimStatus.Refused, $"ValidationError in {Table}: what DynamoDB says")]
    [InlineData("ItemCollectionSizeLimitExceeded", ClaimStatus.Refused, $"ItemCollectionSizeLimitExceeded in {Table}: what DynamoDB says")]
    [InlineData("ResourceNotFound", ClaimStatus.Refused, $"{Table} does not exist")]
    [InlineData("AccessDenied", ClaimStatus.Refused, $"access denied to {Table}: what DynamoDB says")]
    public async Task A_statement_that_fails_does_not_concern_its_neighbours(string code, ClaimStatus status, string reason)
    {
        DynamoDbIdempotencyStore store = NewStore(static _ => null, code: code, failing: 7);

        IReadOnlyList<ClaimResult> results = await ClaimAsync(store, 25);

        Assert.Equal(
            Enumerable.Range(0, 25).Select(number => number == 7 ? new ClaimResult(status, Reason: reason) : new ClaimResult(ClaimStatus.Claimed)), results);
    }

    [Theory]
    [InlineData("ThrottlingError", SettlementStatus.Unavailable)]
    [InlineData("AccessDenied", SettlementStatus.Refused)]
    public async Task A_settlement_that_fails_does_not_concern_its_neighbours(string code, SettlementStatus status)
    {
        DynamoDbIdempotencyStore store = NewStore(static _ => null, code: code, failing: 3);

        IReadOnlyList<SettlementResult> results = await store.SettleAsync(
            [.. Enumerable.Range(0, 5).Select(number => new Settlement(KeyOf(number), number == 4 ? SettlementKind.Release : SettlementKind.Complete))], Owner, default);

        Assert.Equal(
            Enumerable.Range(0, 5).Select(number => number == 3 ? status : SettlementStatus.Settled), results.Select(static result => result.Status));
        Assert.Contains(status == SettlementStatus.Refused ? "access denied to" : code, results[3].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ResourceNotFoundException", $"{Table} does not exist")]
    [InlineData("AccessDeniedException", $"access denied to {Table}: what DynamoDB says")]
    [InlineData("ValidationException", $"ValidationException in {Table}: what DynamoDB says")]
    public async Task What_will_not_pass_is_refused_with_its_reason(string code, string reason)
    {
        DynamoDbIdempotencyStore store = NewStore(_ => CannedWire.Error(HttpStatusCode.BadRequest, code, "what DynamoDB says"));

        Assert.Equal(Enumerable.Repeat(new ClaimResult(ClaimStatus.Refused, Reason: reason), 60), await ClaimAsync(store, 60));
    }

    /// <summary>The texts are DynamoDB's, with the names of another account.</summary>
    [Theory]
    [InlineData(
        "dynamodb:PartiQLDelete",
        "User: arn:aws:sts::1:assumed-role/r/f is not authorized to perform: dynamodb:PartiQLDelete on resource: arn:aws:dynamodb:eu-west-1:1:table/records because no identity-based policy allows the dynamodb:PartiQLDelete action")]
    [InlineData(
        "kms:Decrypt",
        "KMS key access denied error: User: arn:aws:sts::1:assumed-role/r/f is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext")]
    public async Task The_action_that_is_named_as_missing_is_the_one_that_DynamoDB_names(string action, string text)
    {
        string reason = $"access denied to {Table}, because the function's role does not allow {action}: {text}";
        DynamoDbIdempotencyStore ofCall = NewStore(_ => CannedWire.Error(HttpStatusCode.BadRequest, "AccessDeniedException", text));
        DynamoDbIdempotencyStore ofStatement = NewStore(
            _ => CannedWire.Ok($$$"""{"Responses":[{"TableName":"records"},{"Error":{"Code":"AccessDenied","Message":"{{{text}}}"}}]}"""));
        Settlement[] settlements = [new(KeyOf(0), SettlementKind.Complete), new(KeyOf(1), SettlementKind.Release)];

        IReadOnlyList<SettlementResult> whole = await ofCall.SettleAsync(settlements, Owner, default);
        IReadOnlyList<SettlementResult> single = await ofStatement.SettleAsync(settlements, Owner, default);

        Assert.Equal([new(SettlementStatus.Refused, reason), new(SettlementStatus.Refused, reason)], whole);
        Assert.Equal([new(SettlementStatus.Settled), new(SettlementStatus.Refused, reason)], single);
    }

    [Fact]
    public async Task What_DynamoDB_says_comes_with_the_id_of_the_request()
    {
        DynamoDbIdempotencyStore ofCall = NewStore(
            static _ => WithRequestId(CannedWire.Error(HttpStatusCode.InternalServerError, "InternalServerError", "oops")));
        DynamoDbIdempotencyStore ofStatement = NewStore(static _ => WithRequestId(CannedWire.Statements("ThrottlingError")));

        var exception = await Assert.ThrowsAsync<IdempotencyTableException>(() => ClaimAsync(ofCall, 1));
        ClaimResult result = Assert.Single(await ClaimAsync(ofStatement, 1));

        Assert.Equal($"InternalServerError in {Table}: oops (request id R1)", exception.Message);
        Assert.Equal("R1", Assert.IsAssignableFrom<AmazonServiceException>(exception.InnerException).RequestId);
        Assert.Equal($"ThrottlingError in {Table}: what DynamoDB says (request id R1)", result.Reason);

        static HttpResponseMessage WithRequestId(HttpResponseMessage answer)
        {
            answer.Headers.Add("x-amzn-RequestId", "R1");
            return answer;
        }
    }

    public static TheoryData<string, Func<HttpResponseMessage>, string> Passing => new()
    {
        { "throttled", static () => CannedWire.Error(HttpStatusCode.BadRequest, "ThrottlingException", "slow down"), $"ThrottlingException in {Table}: slow down" },
        {
            "throughput",
            static () => CannedWire.Error(HttpStatusCode.BadRequest, "ProvisionedThroughputExceededException", "slow down"),
            $"ProvisionedThroughputExceededException in {Table}: slow down"
        },
        { "token", static () => CannedWire.Error(HttpStatusCode.BadRequest, "ExpiredTokenException", "expired"), $"ExpiredTokenException in {Table}: expired" },
        {
            "credentials",
            static () => CannedWire.Error(HttpStatusCode.BadRequest, "UnrecognizedClientException", "invalid"),
            $"UnrecognizedClientException in {Table}: invalid"
        },
        { "no JSON", static () => CannedWire.Ok("{\"Responses\":[{"), $"{Table} gave an answer that cannot be read: " },
        { "500", static () => CannedWire.Error(HttpStatusCode.InternalServerError, "InternalServerError", "oops"), $"InternalServerError in {Table}: oops" },
        { "503", static () => new(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("<html>", Encoding.UTF8, "text/html") }, Table },
        { "time-out", static () => throw new TaskCanceledException("timed out", new TimeoutException()), $"{Table} did not answer in time" },
        {
            "reset",
            static () => throw new HttpRequestException("Connection reset by peer", new SocketException((int)SocketError.ConnectionReset)),
            $"{Table} cannot be reached: "
        },
        { "too few", static () => CannedWire.Statements(null, null), $"{Table} cannot be reached: " },
        { "nothing", static () => CannedWire.Ok("{}"), $"{Table} cannot be reached: " },
    };

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task A_table_that_never_answers_fails_the_call_with_its_reason(string name, Func<HttpResponseMessage> answer, string reason)
    {
        Assert.NotEmpty(name);
        DynamoDbIdempotencyStore store = NewStore(_ => answer());

        var claim = await Assert.ThrowsAsync<IdempotencyTableException>(() => ClaimAsync(store, 25));
        var settlement = await Assert.ThrowsAsync<IdempotencyTableException>(
            async () => await store.SettleAsync([new(KeyOf(0), SettlementKind.Complete)], Owner, default));

        Assert.Contains(reason, claim.Message, StringComparison.Ordinal);
        Assert.Contains(reason, settlement.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', claim.Message);
    }

    [Fact]
    public async Task A_call_that_fails_concerns_its_own_keys_alone()
    {
        int calls = 0;
        DynamoDbIdempotencyStore store = NewStore(
            _ => Interlocked.Increment(ref calls) == 2 ? CannedWire.Error(HttpStatusCode.InternalServerError, "InternalServerError", "oops") : null);

        IReadOnlyList<ClaimResult> results = await ClaimAsync(store, 70);

        ClaimResult[][] chunks = [.. results.Chunk(25)];
        Assert.Single(chunks, static chunk => Array.TrueForAll(chunk, static result => result.Status == ClaimStatus.Unavailable));
        Assert.Equal(2, chunks.Count(static chunk => Array.TrueForAll(chunk, static result => result.Status == ClaimStatus.Claimed)));
    }

    [Fact]
    public async Task A_table_that_does_not_answer_is_not_asked_four_hundred_times()
    {
        var wire = new CannedWire(static (_, _) => throw new TaskCanceledException("timed out", new TimeoutException()));

        await Assert.ThrowsAsync<IdempotencyTableException>(() => ClaimAsync(NewStore(wire), 10_000));

        Assert.InRange(wire.Calls, 1, 16);
    }

    [Fact]
    public async Task What_is_not_asked_for_any_more_is_unavailable_and_nothing_is_forgotten()
    {
        int calls = 0;
        DynamoDbIdempotencyStore store = NewStore(
            _ => Interlocked.Increment(ref calls) > 10 ? CannedWire.Error(HttpStatusCode.InternalServerError, "InternalServerError", "oops") : null);

        IReadOnlyList<ClaimResult> results = await ClaimAsync(store, 10_000);

        Assert.Equal(10_000, results.Count);
        Assert.Equal(250, results.Count(static result => result.Status == ClaimStatus.Claimed));
        Assert.All(
            results.Where(static result => result.Status != ClaimStatus.Claimed),
            static result => Assert.Equal(new(ClaimStatus.Unavailable, Reason: $"InternalServerError in {Table}: oops"), result));
    }

    [Fact]
    public async Task A_read_that_fails_leaves_the_new_keys_claimed()
    {
        DynamoDbIdempotencyStore store = NewStore(
            static operation => operation == "BatchGetItem" ? CannedWire.Error(HttpStatusCode.BadRequest, "AccessDeniedException", "no") : null,
            code: "DuplicateItem",
            failing: 1);

        Assert.Equal(
            [
                new(ClaimStatus.Claimed),
                new(ClaimStatus.Refused, Reason: $"access denied to {Table}: no"),
                new(ClaimStatus.Claimed),
            ],
            await ClaimAsync(store, 3));
    }

    [Fact]
    public async Task A_key_that_a_read_leaves_unprocessed_is_unavailable()
    {
        var wire = new CannedWire(static (operation, request) => Task.FromResult(operation == "BatchGetItem"
            ? CannedWire.Ok($$"""{"Responses":{},"UnprocessedKeys":{{request["RequestItems"]!.ToJsonString()}}}""")
            : CannedWire.Statements("DuplicateItem")));

        Assert.Equal([new(ClaimStatus.Unavailable, Reason: $"{Table} left the key unprocessed")], await ClaimAsync(NewStore(wire), 1));
    }

    [Fact]
    public async Task A_record_that_changes_hands_all_the_time_is_in_progress()
    {
        var wire = new CannedWire(static (operation, _) => Task.FromResult(operation == "BatchGetItem"
            ? CannedWire.Ok("""{"Responses":{"records":[]}}""")
            : CannedWire.Statements("DuplicateItem")));

        Assert.Equal(ClaimStatus.InProgress, Assert.Single(await ClaimAsync(NewStore(wire), 1)).Status);
        Assert.Equal(6, wire.Calls);
    }

    [Fact]
    public async Task A_call_that_hangs_ends_with_the_clients_time_out()
    {
        var wire = new CannedWire(static (_, _) => new TaskCompletionSource<HttpResponseMessage>().Task);
        DynamoDbIdempotencyStore store = NewStore(wire, TimeSpan.FromMilliseconds(50));

        var exception = await Assert.ThrowsAsync<IdempotencyTableException>(() => ClaimAsync(store, 1).WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal($"{Table} did not answer in time", exception.Message);
        Assert.Equal(1, wire.Calls);
    }

    [Fact]
    public async Task An_answer_that_stalls_ends_with_the_clients_time_out()
    {
        using var body = new StallingStream();
        var wire = new CannedWire(async (_, _) =>
        {
            await Task.Yield();
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(body) };
        });

        var exception = await Assert.ThrowsAsync<IdempotencyTableException>(
            () => ClaimAsync(NewStore(wire, TimeSpan.FromMilliseconds(50)), 1).WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal($"{Table} did not answer in time", exception.Message);
    }

    /// <summary>An exception out of a timer's callback ends the process, and with it every other invocation in it.</summary>
    [Fact]
    public async Task What_a_callback_on_the_token_of_a_call_throws_when_its_time_is_up_harms_nobody()
    {
        var time = new FakeTimeProvider();
        using var client = new ThrowingCallbackClient();
        Task<IReadOnlyList<ClaimResult>> claiming = ClaimAsync(new(client, "records", TimeSpan.FromDays(14), time), 1);

        Exception? escaped = Record.Exception(() => time.Advance(DynamoDbClientConfig.CallTimeout));

        var exception = await Assert.ThrowsAsync<IdempotencyTableException>(() => claiming.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal($"{Table} did not answer in time", exception.Message);
        await client.Cancelled.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Null(escaped);
    }

    [Fact]
    public async Task When_the_time_is_up_what_was_claimed_until_then_is_told()
    {
        using var time = new CancellationTokenSource();
        int calls = 0;
        var wire = new CannedWire(async (_, request) =>
        {
            if (Interlocked.Increment(ref calls) == 2)
            {
                await time.CancelAsync();
            }

            return calls > 1 ? await new TaskCompletionSource<HttpResponseMessage>().Task : CannedWire.Statements(new string?[((JsonArray)request["Statements"]!).Count]);
        });

        IReadOnlyList<ClaimResult> results = await NewStore(wire).ClaimAsync(Claims(50), Owner, TimeSpan.FromMinutes(1), time.Token);

        Assert.Equal(25, results.Count(static result => result.Status == ClaimStatus.Claimed));
        Assert.Equal(25, results.Count(static result => result.Status == ClaimStatus.Unavailable));
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("records\" WHERE")]
    [InlineData("")]
    [InlineData(null)]
    public void A_table_needs_a_name_that_DynamoDB_takes(string? name)
    {
        using AmazonDynamoDBClient client = new CannedWire(static (_, _) => throw new InvalidOperationException()).NewClient();

        var exception = Assert.ThrowsAny<ArgumentException>(() => new DynamoDbIdempotencyStore(client, name!, TimeSpan.FromDays(1), TimeProvider.System));

        Assert.StartsWith($"The table name is '{name}': allowed are 3 to 255 of ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9_999_999)]
    [InlineData(3_650 * TimeSpan.TicksPerDay + 1)]
    [InlineData(long.MaxValue)]
    public void Records_expire_after_a_time_that_dates_can_hold(long ticks)
    {
        using AmazonDynamoDBClient client = new CannedWire(static (_, _) => throw new InvalidOperationException()).NewClient();
        var expiresAfter = TimeSpan.FromTicks(ticks);

        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => new DynamoDbIdempotencyStore(client, "records", expiresAfter, TimeProvider.System));

        Assert.StartsWith("The value must be from 1 second to 3,650 days.", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"Actual value was {expiresAfter}.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3_650 * 86_400)]
    public async Task The_bounds_of_the_expiration_are_allowed(long seconds)
    {
        using AmazonDynamoDBClient client = new CannedWire(static (_, _) => Task.FromResult(CannedWire.Statements([null]))).NewClient();
        var store = new DynamoDbIdempotencyStore(client, "records", TimeSpan.FromSeconds(seconds), TimeProvider.System);

        Assert.Equal([new(ClaimStatus.Claimed)], await ClaimAsync(store, 1));
    }

    [Fact]
    public void A_store_needs_a_client_and_a_clock()
    {
        using AmazonDynamoDBClient client = new CannedWire(static (_, _) => throw new InvalidOperationException()).NewClient();

        Assert.Throws<ArgumentNullException>("client", () => new DynamoDbIdempotencyStore(null!, "records", TimeSpan.FromDays(1), TimeProvider.System));
        Assert.Throws<ArgumentNullException>("timeProvider", () => new DynamoDbIdempotencyStore(client, "records", TimeSpan.FromDays(1), null!));
    }

    private static DynamoDbIdempotencyStore NewStore(Func<string, HttpResponseMessage?> answer, string? code = null, int failing = -1) =>
        NewStore(new CannedWire((operation, request) => Task.FromResult(answer(operation)
            ?? CannedWire.Statements(Enumerable.Range(0, ((JsonArray)request["Statements"]!).Count).Select(number => number == failing ? code : null)))));

    private static DynamoDbIdempotencyStore NewStore(CannedWire wire, TimeSpan? timeout = null) =>
        new(wire.NewClient(timeout), "records", TimeSpan.FromDays(14), TimeProvider.System);

    private static async Task<IReadOnlyList<ClaimResult>> ClaimAsync(DynamoDbIdempotencyStore store, int count) =>
        await store.ClaimAsync(Claims(count), Owner, TimeSpan.FromMinutes(1), default);

    private static Claim[] Claims(int count) => [.. Enumerable.Range(0, count).Select(static number => new Claim(KeyOf(number), PayloadHash.OfBody("1"u8)))];

    private static RecordKey KeyOf(int number) => new("test", $"{number}");

    /// <summary>Never answers, and has a callback on the token of its call that throws, as a handler in the SDK's pipeline may.</summary>
    private sealed class ThrowingCallbackClient() : AmazonDynamoDBClient(
        new BasicAWSCredentials("test", "test"),
        new AmazonDynamoDBConfig { RegionEndpoint = Amazon.RegionEndpoint.EUWest1, Timeout = DynamoDbClientConfig.CallTimeout })
    {
        private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Cancelled => _cancelled.Task;

        public override Task<BatchExecuteStatementResponse> BatchExecuteStatementAsync(
            BatchExecuteStatementRequest request, CancellationToken cancellationToken)
        {
            cancellationToken.Register(() =>
            {
                _cancelled.SetResult();
                throw new InvalidOperationException("It broke.");
            });
            return new TaskCompletionSource<BatchExecuteStatementResponse>().Task;
        }
    }

    /// <summary>The body of an answer whose connection broke without a word. It ends with its test.</summary>
    private sealed class StallingStream : Stream
    {
        private readonly ManualResetEventSlim _end = new();

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            _end.Wait(TimeSpan.FromSeconds(30));
            return 0;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _end.Set();
            base.Dispose(disposing);
        }
    }
}
