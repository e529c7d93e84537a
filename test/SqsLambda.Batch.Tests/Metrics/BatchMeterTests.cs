using System.Diagnostics.Metrics;

namespace SqsLambda.Batch.Tests.Metrics;

/// <summary>What a listener of the meter gets. The queue has a name of its own, since the meter is the process's.</summary>
public sealed class BatchMeterTests : IDisposable
{
    private const string Queue = "meter-tests";

    private readonly MeterListener _listener = new();
    private readonly List<(string Instrument, double Value, string? Outcome, string? ErrorType)> _measured = [];
    private bool _throws;

    public BatchMeterTests()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == BatchTelemetry.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Messages_and_batches_are_counted_by_OpenTelemetrys_names_where_it_has_them()
    {
        var harness = new Harness();
        harness.Handler.Fails("b").On("a", () =>
        {
            harness.Time.Advance(TimeSpan.FromSeconds(2));
            return Task.CompletedTask;
        });

        await harness.ReturnedAsync(Batch(harness));

        Assert.Equal(3, Of("messaging.client.consumed.messages").Count());
        Assert.Equal(["failed", "permanently_failed", "succeeded"], Of("sqs_lambda.messages").Select(static each => each.Outcome).Order());
        Assert.Equal([(0, "System.InvalidOperationException"), (2, null)], Of("messaging.process.duration").Select(static each => (each.Value, each.ErrorType)).Order());
        Assert.Equal([2], Of("sqs_lambda.batch.duration").Select(static each => each.Value));
        Assert.Equal([0], Of("sqs_lambda.idempotency.duration").Select(static each => each.Value));
        Assert.Equal([0], Of("sqs_lambda.idempotency.retries").Select(static each => each.Value));
        Assert.Equal([0], Of("sqs_lambda.duplicates.other_body").Select(static each => each.Value));
        Assert.Equal([12], Of("sqs_lambda.batch.oldest_message.age").Select(static each => each.Value));
    }

    [Fact]
    public async Task A_listener_that_throws_changes_nothing()
    {
        _throws = true;
        var harness = new Harness();
        harness.Handler.Fails("b");

        Assert.Equal(["m1", "m2"], await harness.ReturnedAsync(Batch(harness)));
    }

    private static TestSqsEvent Batch(Harness harness) =>
        TestSqsEvent.Of(Notes.Body("a"), Notes.Body("b"), "x").Queue(Queue).SentAt(harness.Time.GetUtcNow().AddSeconds(-10));

    private IEnumerable<(string Instrument, double Value, string? Outcome, string? ErrorType)> Of(string instrument) =>
        _measured.Where(each => each.Instrument == instrument);

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Dictionary<string, object?> named = new(tags.ToArray());
        if (!Queue.Equals(named.GetValueOrDefault("messaging.destination.name")))
        {
            return;
        }

        if (_throws)
        {
            throw new InvalidOperationException("It broke.");
        }

        Assert.Equal(("aws_sqs", "process"), (named["messaging.system"], named["messaging.operation.name"]));
        _measured.Add((instrument.Name, value, (string?)named.GetValueOrDefault("sqs_lambda.outcome"), (string?)named.GetValueOrDefault("error.type")));
    }
}
