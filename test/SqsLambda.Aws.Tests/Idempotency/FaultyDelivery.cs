using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Aws.Idempotency;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>
/// A standard queue that delivers what was returned, again and again, until it is empty: in batches of 1 to 50, in any order, to two
/// environments at once, which may get the same message, over wires on which calls fail. In every third round no completion gets through:
/// either none arrives, or no answer to one does. The clock moves when somebody waits, so that a deadline comes after as many attempts on any
/// machine.
/// </summary>
/// <param name="seed">The seed of the queue, of the deliveries and of the wires.</param>
/// <param name="completionsAreSafe">Whether calls that complete a record never fail.</param>
internal sealed class FaultyDelivery(int seed, bool completionsAreSafe) : IDisposable
{
    private const int Keys = 300;
    private const int Messages = 600;
    private const int MaxBatch = 50;
    private const int MaxRounds = 150;
    private const double Share = 0.3;

    private static readonly TimeSpan Given = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShortlyGiven = TimeSpan.FromSeconds(30);

    private readonly Random _chance = new(seed);
    private readonly ImpatientTimeProvider _time = new() { Patience = TimeSpan.FromSeconds(2) };
    private readonly ConcurrentDictionary<string, int> _completionsGivenUp = new();
    private readonly List<IDisposable> _disposables = [];
    private WireFault? _faultOfCompletions;

    public List<FaultyWire> Wires { get; } = [];

    public int Rounds { get; private set; }

    /// <summary>Completions of successful runs that the log says could not be written.</summary>
    public int CompletionsGivenUp => _completionsGivenUp.Values.Sum();

    public int EffectsTooMany { get; private set; }

    public async Task RunAsync(DynamoDbLocal dynamoDb)
    {
        string table = await dynamoDb.CreateTableAsync();
        Message[] messages = [.. Enumerable.Range(0, Messages).Select(index => new Message($"m{index}", $"note-{index % Keys}"))];
        var handler = new UnsteadyHandler(messages.Select(static message => message.Note).Distinct().ToDictionary(
            static note => note, _ => Math.Max(0, _chance.Next(-6, 3))));
        BatchProcessor<Note>[] processors = [NewProcessor(dynamoDb, table, handler), NewProcessor(dynamoDb, table, handler)];

        var queue = new HashSet<Message>(messages);
        for (; queue.Count > 0; Rounds++)
        {
            Assert.True(Rounds < MaxRounds, $"{queue.Count} messages keep coming back.");
            _faultOfCompletions = completionsAreSafe ? null : (Rounds % 6) switch
            {
                1 => WireFault.TimeoutBefore,
                4 => WireFault.TimeoutAfter,
                _ => null,
            };

            // A handler that waits may end after a deadline that is near, and so after the end of its lease.
            handler.Waits = _faultOfCompletions is null && _chance.Next(2) == 0;
            Message[][] batches = Array.ConvertAll(processors, _ => Take(queue));
            Message[][] acknowledged = await Task.WhenAll(processors.Select(
                (processor, index) => Task.Run(() => DeliverAsync(processor, batches[index], handler))));
            queue.ExceptWith(acknowledged.SelectMany(static each => each));
            if (_chance.Next(2) == 0)
            {
                _time.Advance(Given);
            }
        }

        Assert.Empty(handler.Doubled);
        foreach (string note in messages.Select(static message => message.Note).Distinct())
        {
            int tooMany = handler.EffectsOf(note) - 1;
            int allowed = _completionsGivenUp.GetValueOrDefault(note);
            Assert.True(tooMany >= 0, $"The effect of {note} never happened.");
            Assert.True(tooMany <= allowed, $"{note} had {tooMany} effects too many, but {allowed} completions were given up.");
            EffectsTooMany += tooMany;
        }
    }

    public void Dispose() => _disposables.ForEach(static each => each.Dispose());

    private static TestSqsEvent EventOf(Message[] batch) =>
        Notes.Of(batch.Select(static message => message.Note)).WithMessageIds([.. batch.Select(static message => message.Id)]);

    private Message[] Take(HashSet<Message> queue)
    {
        Message[] order = [.. queue.OrderBy(static message => message.Id, StringComparer.Ordinal)];
        _chance.Shuffle(order);
        return order[..Math.Min(order.Length, 1 + _chance.Next(MaxBatch))];
    }

    /// <returns>What was acknowledged.</returns>
    private async Task<Message[]> DeliverAsync(BatchProcessor<Note> processor, Message[] batch, UnsteadyHandler handler)
    {
        var log = new RecordingLogger();
        SQSBatchResponse response = await processor.ProcessAsync(
            EventOf(batch), new TestInvocationContext { RemainingTime = _faultOfCompletions is null ? Given : ShortlyGiven, Logger = log });
        string[] returned = Harness.Ids(response);
        Message[] acknowledged = [.. batch.ExceptBy(returned, static message => message.Id)];
        Assert.Equal(batch.Length - returned.Length, acknowledged.Length);
        Assert.All(acknowledged, message => Assert.True(handler.EffectsOf(message.Note) > 0, $"{message} was acknowledged but not done."));

        foreach (RecordingLogger.LogEntry entry in log.Records)
        {
            Assert.NotEqual("Critical", entry.Level);

            // Where there is time, every run is completed in the end, and none outlives its lease. A release may be left to its lease.
            Message? givenUp = entry.Template.Contains("could not be settled: ", StringComparison.Ordinal)
                ? acknowledged.FirstOrDefault(message => message.Id == (string)entry.Args[1])
                : null;
            Assert.False(givenUp is not null && _faultOfCompletions is null, entry.Text);
            Assert.False(_faultOfCompletions is null && entry.Text.Contains("could be settled (Complete)", StringComparison.Ordinal), entry.Text);
            if (givenUp is not null)
            {
                _completionsGivenUp.AddOrUpdate(givenUp.Note, 1, static (_, count) => count + 1);
            }
        }

        return acknowledged;
    }

    private BatchProcessor<Note> NewProcessor(DynamoDbLocal dynamoDb, string table, UnsteadyHandler handler)
    {
        var wire = new FaultyWire(_chance.Next(), ShareOf, statements => IsCompletion(statements) ? _faultOfCompletions : null);
        AmazonDynamoDBClient client = dynamoDb.NewClient(wire);
        Wires.Add(wire);
        _disposables.AddRange([client, wire]);
        return new(
            MessageReader.Json(NoteJsonContext.Default.Note),
            handler,
            new(new DynamoDbIdempotencyStore(client, table, TimeSpan.FromDays(14), _time), IdempotencyKey.Field<Note>(static note => note.Id)),
            new() { Runtime = new(_time) });
    }

    private double ShareOf(IReadOnlyList<string> statements) => completionsAreSafe && IsCompletion(statements) ? 0 : Share;

    private static bool IsCompletion(IReadOnlyList<string> statements) =>
        statements.Any(static statement => statement.Contains("'COMPLETED'", StringComparison.Ordinal));

    private sealed record Message(string Id, string Note);
}
