using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Simulation.Scenarios;

/// <summary>How the queue and the function of a scenario are configured. Everything follows from the seed.</summary>
internal sealed class Settings
{
    public Settings(ScenarioChoice choice, Faults faults)
    {
        var chance = Chance.For(choice.Seed, ChanceUse.Settings);
        IsFifo = chance.Happens(0.4);
        MessageCount = chance.Pick(1, 3, 8, 15, 30);
        KeyCount = Math.Max(1, (int)(MessageCount * chance.Pick(0.3, 0.7, 1, 1)));
        GroupCount = chance.Between(1, 4);
        MaxBatch = IsFifo ? chance.Between(1, 10) : chance.Pick(1, 3, 10, 10, 40);
        MaxInvocations = Math.Min(chance.Between(1, 4), choice.MaxInvocations);
        InvocationsPerProcess = chance.Happens(0.2) ? 3 : 1;
        FunctionTimeout = chance.Pick(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(15));
        VisibilityTimeout = FunctionTimeout * (faults.TakesPlace(FaultKind.ShortVisibility) ? chance.Pick(0.3, 0.6, 0.9) : chance.Pick(1, 1.2, 6));
        MaxReceives = chance.Pick(2, 4, 10, 25);
        SendTime = chance.Pick(TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        UsesDynamoDb = chance.Happens(0.75);
        ProcessesWithoutStore = chance.Happens(0.12);
        ComparesPayload = chance.Happens(0.25);
        DegreeOfParallelism = chance.Pick(1, 2, 10);
        SendsDeadLetters = chance.Happens(0.5);
        HidesReturned = chance.Happens(0.6);
        BackoffBase = TimeSpan.FromSeconds(chance.Pick(0, 0, 2, 20));
        StopAfterOutages = chance.Pick(0, 0, 1, 3);
        ThrowsOnFullFailure = chance.Happens(0.15);
        HandlerTime = chance.Pick(TimeSpan.Zero, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(200), FunctionTimeout / 8, FunctionTimeout / 2);
        CallTime = chance.Pick(TimeSpan.Zero, TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(4), TimeSpan.FromMilliseconds(30));
        Enlists = UsesDynamoDb && chance.Happens(0.55);
        FaultTime = chance.Between(FunctionTimeout * 2, FunctionTimeout * 30);
    }

    public bool IsFifo { get; }

    public int MessageCount { get; }

    public int KeyCount { get; }

    public int GroupCount { get; }

    public int MaxBatch { get; }

    /// <summary>Invocations at the same time.</summary>
    public int MaxInvocations { get; }

    /// <summary>Invocations at the same time in one process: more than one on Lambda Managed Instances.</summary>
    public int InvocationsPerProcess { get; }

    public TimeSpan FunctionTimeout { get; }

    public TimeSpan VisibilityTimeout { get; }

    /// <summary>The queue's <c>maxReceiveCount</c>.</summary>
    public int MaxReceives { get; }

    /// <summary>All messages are sent within this time.</summary>
    public TimeSpan SendTime { get; }

    /// <summary>Whether the records are in the model of DynamoDB; otherwise they are in a store in memory that all processes share.</summary>
    public bool UsesDynamoDb { get; }

    /// <summary>Whether messages run without a claim when the store is down (<see cref="StoreFailurePolicy.Process"/>).</summary>
    public bool ProcessesWithoutStore { get; }

    public bool ComparesPayload { get; }

    public int DegreeOfParallelism { get; }

    public bool SendsDeadLetters { get; }

    public bool HidesReturned { get; }

    public TimeSpan BackoffBase { get; }

    public int StopAfterOutages { get; }

    public bool ThrowsOnFullFailure { get; }

    /// <summary>The longest usual time that a handler takes before its effect, and again after it.</summary>
    public TimeSpan HandlerTime { get; }

    /// <summary>The longest usual time of a request, and again of its answer.</summary>
    public TimeSpan CallTime { get; }

    /// <summary>Whether the effects are in the transaction of the completion.</summary>
    public bool Enlists { get; }

    /// <summary>After this time nothing goes wrong any more.</summary>
    public TimeSpan FaultTime { get; }

    /// <summary>The part of the function's time that the engine keeps for the end: see the page "Deadline" of the engine.</summary>
    public TimeSpan Margin => FunctionTimeout / 10 < TimeSpan.FromSeconds(1) ? FunctionTimeout / 10 : TimeSpan.FromSeconds(1);

    public override string ToString() =>
        $"{(IsFifo ? $"FIFO queue with {Count(GroupCount, "group")}" : "standard queue")}, {Count(MessageCount, "message")} of {Count(KeyCount, "key")}, batches of {MaxBatch}, "
        + $"{Count(MaxInvocations, "invocation")} at once ({InvocationsPerProcess} per process), timeout {FunctionTimeout.TotalSeconds} s, "
        + $"visibility timeout {VisibilityTimeout.TotalSeconds} s, maxReceiveCount {MaxReceives}, {(UsesDynamoDb ? "DynamoDB" : "store in memory")}, "
        + $"{(ProcessesWithoutStore ? "Process" : "Fail")} if the store is down, {(Enlists ? "enlisted" : "plain")} effects, "
        + $"{Count(DegreeOfParallelism, "handler")} at once{(ComparesPayload ? ", payloads compared" : "")}{(SendsDeadLetters ? ", dead letters" : "")}"
        + $"{(HidesReturned ? ", returned messages hidden" : "")}";

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
