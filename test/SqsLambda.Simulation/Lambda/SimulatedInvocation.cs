using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;
using SqsLambda.Simulation.Invariants;
using SqsLambda.Simulation.Queues;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Lambda;

/// <summary>One invocation of the function with one batch.</summary>
internal sealed class SimulatedInvocation
{
    private readonly World _world;
    private readonly Action<SimulatedInvocation, SQSBatchResponse?> _ended;
    private readonly int _stallsBefore;

    /// <param name="world">The scenario.</param>
    /// <param name="number">The number of the invocation.</param>
    /// <param name="process">The process that runs it.</param>
    /// <param name="batch">The messages.</param>
    /// <param name="ended">Called once, with the response, or with <see langword="null"/> if the invocation failed.</param>
    public SimulatedInvocation(
        World world, int number, SimulatedProcess process, List<Delivery> batch, Action<SimulatedInvocation, SQSBatchResponse?> ended)
    {
        _world = world;
        _ended = ended;
        _stallsBefore = process.Stalls;
        Name = $"{process.Name}/i{number}";
        Process = process;
        Batch = batch;
        StartedAt = world.Now;
        StoreFaultsBefore = process.StoreFaults;
        batch.ForEach(delivery => delivery.Invocation = this);
    }

    public string Name { get; }

    public SimulatedProcess Process { get; }

    public List<Delivery> Batch { get; }

    public TimeSpan StartedAt { get; }

    /// <summary>When Lambda ends the invocation.</summary>
    public TimeSpan End => StartedAt + _world.Settings.FunctionTimeout;

    /// <summary>When the engine stops the work.</summary>
    public TimeSpan Stop => End - _world.Settings.Margin;

    public TimeSpan RemainingTime => End - _world.Now;

    /// <summary>When the invocation answered or failed; <see langword="null"/> while it runs.</summary>
    public TimeSpan? EndedAt { get; private set; }

    /// <summary>The owner of the claims; <see langword="null"/> if nothing was claimed.</summary>
    public string? Owner { get; set; }

    /// <summary>Faults of calls to the store in this process before this invocation.</summary>
    public int StoreFaultsBefore { get; }

    public bool HadStoreFaults => Process.StoreFaults > StoreFaultsBefore;

    public bool HasStalled => Process.Stalls > _stallsBefore;

    public async Task RunAsync(BatchProcessor<string> processor)
    {
        Tell($"gets {string.Join(", ", Batch.Select(static delivery => $"{delivery.Message} {delivery.Receipt}"))}");
        _world.Events.At(End, TimeOut);
        SQSBatchResponse response;
        try
        {
            response = await processor.ProcessAsync(SqsEventOf(_world, Batch), new InvocationContext(this)).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is BatchFailedException or InvalidOperationException)
        {
            EveryRecordOnce.CheckFailure(_world, this, exception);
            Fail(exception.Message);
            return;
        }

        if (EndedAt is not null)
        {
            return;
        }

        if (_world.Faults.Happens(FaultKind.CrashBeforeResponse))
        {
            Process.End("it crashed before Lambda had the response");
            return;
        }

        EndedAt = _world.Now;
        Tell($"returns [{string.Join(", ", response.BatchItemFailures.Select(static failure => failure.ItemIdentifier))}]");
        EveryRecordOnce.CheckResponse(_world, this, response);
        GroupOrder.CheckReturned(_world, this);
        SettledAsAnswered.Check(_world, this);
        _ended(this, response);
    }

    public void Fail(string why)
    {
        if (EndedAt is null)
        {
            EndedAt = _world.Now;
            Tell($"fails: {why}");
            _world.Figures.Count(Figure.FailedBatches);
            _ended(this, null);
        }
    }

    public void FaultInEngine(string message, object[] args) => _world.Verdict.Fail(
        Invariant.EveryRecordOnce, "the engine has no fault of its own", $"{Name} logged: {message} {string.Join(", ", args)}");

    public void Tell(string what) => _world.Trace?.Write(_world.Events, Name, what);

    private void TimeOut()
    {
        if (EndedAt is null && !Process.HasEnded)
        {
            _world.Figures.Count(Figure.Timeouts);
            _world.Verdict.Require(
                HasStalled, Invariant.AnswerInTime, "the invocation answers before its end, unless its process stands still",
                () => $"{Name} has not answered {_world.Settings.FunctionTimeout.TotalSeconds} s after its start");
            Process.End("the time of its invocation is over");
        }
    }

    private static SQSEvent SqsEventOf(World world, List<Delivery> batch) => new()
    {
        Records = batch.ConvertAll(delivery => new SQSEvent.SQSMessage
        {
            MessageId = delivery.Message.Id,
            ReceiptHandle = delivery.Receipt,
            Body = delivery.Message.Body,
            EventSourceArn = world.Settings.IsFifo ? "arn:aws:sqs:us-east-1:123456789012:q.fifo" : "arn:aws:sqs:us-east-1:123456789012:q",
            Attributes = AttributesOf(delivery),
        }),
    };

    private static Dictionary<string, string> AttributesOf(Delivery delivery)
    {
        var attributes = new Dictionary<string, string>
        {
            ["ApproximateReceiveCount"] = $"{delivery.ReceiveCount}",
            ["SentTimestamp"] = $"{Clock.ProcessClock.TrueDateAt(delivery.Message.SentAt).ToUnixTimeMilliseconds()}",
            ["ApproximateFirstReceiveTimestamp"] = $"{Clock.ProcessClock.TrueDateAt(delivery.Message.FirstReceivedAt).ToUnixTimeMilliseconds()}",
        };
        if (delivery.Message.Group is { } group)
        {
            attributes["MessageGroupId"] = group;
        }

        return attributes;
    }
}
