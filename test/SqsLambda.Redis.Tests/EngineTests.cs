using System.Net;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.Batch.Tests;
using SqsLambda.Redis.Tests.Servers;
using SqsLambda.Testing;
using StackExchange.Redis;

namespace SqsLambda.Redis.Tests;

/// <summary>What an invocation makes of a server that does not do its part.</summary>
public sealed class EngineTests
{
    private const int Messages = 10;

    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(2);

    private readonly ScriptedHandler _handler = new();
    private readonly RecordingLogger _log = new();

    [Fact]
    public async Task A_server_that_is_down_returns_the_messages_and_is_named_in_one_line_for_each_call()
    {
        await using var store = new RedisIdempotencyStore(
            new ConfigurationOptions { EndPoints = { { IPAddress.Loopback, 1 } } }, TimeSpan.FromDays(1), TimeProvider.System, static _ => { });

        Assert.Equal(Messages, await ReturnedAsync(store));

        Assert.Equal(2, _log.Records.Count(static entry => entry.Text.Contains("RedisIdempotencyException: Redis at 127.0.0.1:1 cannot be reached: Connection refused", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task A_server_that_hangs_returns_the_messages_in_time()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisIdempotencyStore store = server.NewStore();
        Assert.Equal(0, await ReturnedAsync(store));
        server.Stop();

        Assert.Equal(Messages, await ReturnedAsync(store).WaitAsync(HangLimit));

        server.Continue();
        Assert.Contains(_log.Records, static entry => entry.Text.Contains("did not answer in time", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_server_that_refuses_the_login_returns_the_messages_and_the_reason_is_named_once_for_each()
    {
        await using RedisServer server = await RedisServer.StartAsync("--requirepass", "s3cret");
        await using RedisIdempotencyStore store = server.NewStore(static options => options.Password = "wrong");

        Assert.Equal(Messages, await ReturnedAsync(store));

        Assert.Equal(Messages, _log.Records.Count(entry => entry.Text.Contains($"{server.Name} refuses the login: WRONGPASS", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public async Task A_server_that_is_full_at_the_end_is_named_and_the_messages_that_were_handled_are_done()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisIdempotencyStore store = server.NewStore();
        _handler.On("0", () => server.AskAsync("CONFIG", "SET", "maxmemory", "1"));

        Assert.Equal(0, await ReturnedAsync(store));

        Assert.Contains(_log.Records, entry => entry.Text.Contains($"{server.Name} is full: OOM", StringComparison.Ordinal));
    }

    private async Task<int> ReturnedAsync(RedisIdempotencyStore store)
    {
        var processor = new BatchProcessor<Note>(
            MessageReader.Json(NoteJsonContext.Default.Note), _handler, new(store, IdempotencyKey.Field<Note>(static note => note.Id)));
        return Harness.Ids(await processor.ProcessAsync(
            Notes.Of([.. Enumerable.Range(0, Messages).Select(static number => $"{number}")]),
            new TestInvocationContext { RemainingTime = TimeSpan.FromSeconds(15), Logger = _log })).Length;
    }
}
