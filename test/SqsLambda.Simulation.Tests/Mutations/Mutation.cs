using SqsLambda.Simulation.Invariants;

namespace SqsLambda.Simulation.Tests.Mutations;

/// <summary>A small change of the engine that makes it wrong.</summary>
/// <param name="Name">What is wrong then.</param>
/// <param name="File">The file, below <c>src</c>.</param>
/// <param name="Text">A text that is in the file once.</param>
/// <param name="Replacement">What takes its place.</param>
/// <param name="FoundBy">The invariants that may find it.</param>
public sealed record Mutation(string Name, string File, string Text, string Replacement, params IReadOnlyList<string> FoundBy)
{
    /// <summary>The mutations that the simulator must find.</summary>
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new(
            "complete a record of another owner",
            "SqsLambda.Aws/Idempotency/RecordStatements.cs",
            """'{Completed}' WHERE \"{Id}\"=? AND \"{Owner}\"=?";""",
            """'{Completed}' WHERE \"{Id}\"=? AND (\"{Owner}\"=? OR \"{Status}\"='{InProgress}')";""",
            nameof(Invariant.LateOwner)),
        new(
            "release a record of another owner",
            "SqsLambda.Aws/Idempotency/RecordStatements.cs",
            """DELETE FROM \"{tableName}\" WHERE \"{Id}\"=? AND \"{Owner}\"=? AND""",
            """DELETE FROM \"{tableName}\" WHERE \"{Id}\"=? AND (\"{Owner}\"=? OR \"{Owner}\"<>'') AND""",
            nameof(Invariant.LateOwner), nameof(Invariant.ClaimedRun)),
        new(
            "take over a lease that somebody else has just taken over",
            "SqsLambda.Aws/Idempotency/RecordStatements.cs",
            """(\"{LeaseEnd}\"<=? OR \"{Owner}\"=?)""",
            """(\"{LeaseEnd}\"<=? OR \"{Owner}\"<>'' OR \"{Owner}\"=?)""",
            nameof(Invariant.LateOwner)),
        new(
            "claim for half of the time",
            "SqsLambda.Batch/Idempotency/ClaimRequests.cs",
            "(store, asked, invocation.Owner, invocation.Deadline.UntilEnd)",
            "(store, asked, invocation.Owner, UntilEnd: invocation.Deadline.UntilEnd / 2)",
            nameof(Invariant.OneRunAtATime), nameof(Invariant.ClaimedRun)),
        new(
            "do not wait for the claims",
            "SqsLambda.Batch/BatchProcessor.cs",
            "await _claims.ClaimAsync(batch, fifo, settling.DeadLettersInTurn, invocation).ConfigureAwait(false);",
            "_ = _claims.ClaimAsync(batch, fifo, settling.DeadLettersInTurn, invocation);",
            nameof(Invariant.ClaimedRun)),
        new(
            "run without a claim when the store is down",
            "SqsLambda.Batch/Idempotency/Claims.cs",
            "when options.StoreFailurePolicy == StoreFailurePolicy.Fail:",
            "when options.StoreFailurePolicy == (StoreFailurePolicy)2:",
            nameof(Invariant.ClaimedRun)),
        new(
            "take a message that is in progress for a duplicate",
            "SqsLambda.Batch/Idempotency/Claims.cs",
            "state.TryDecide(Outcomes.InProgress(invocation.TimeProvider.GetUtcNow(), result.LeaseRemaining));",
            "state.TryDecide(MessageOutcome.Duplicate.Instance);",
            nameof(Invariant.NothingLost)),
        new(
            "complete before the handler runs",
            "SqsLambda.Batch/Pipeline/HandlerRunner.cs",
            "state.Activity = MessageActivity.Start(state.Context);",
            "state.Activity = MessageActivity.Start(state.Context); if (state.IsClaimed) { _settling.Settle(state, SettlementKind.Complete); state.IsClaimed = false; }",
            nameof(Invariant.NothingLost), nameof(Invariant.SettledAsAnswered), nameof(Invariant.LateOwner), nameof(Invariant.EveryRecordOnce)),
        new(
            "complete a message that failed",
            "SqsLambda.Batch/Pipeline/MessageEnding.cs",
            "settling.Settle(state, outcome.IsDone ? SettlementKind.Complete : SettlementKind.Release);",
            "settling.Settle(state, SettlementKind.Complete);",
            nameof(Invariant.NothingLost), nameof(Invariant.SettledAsAnswered)),
        new(
            "release a message whose handler may still run",
            "SqsLambda.Batch/Pipeline/MessageEnding.cs",
            "if (state.IsClaimed && outcome is not MessageOutcome.NotFinished)",
            "if (state.IsClaimed)",
            nameof(Invariant.SettledAsAnswered), nameof(Invariant.OneRunAtATime), nameof(Invariant.EffectOnce)),
        new(
            "do not release a message that failed",
            "SqsLambda.Batch/Pipeline/MessageEnding.cs",
            "if (state.IsClaimed && outcome is not MessageOutcome.NotFinished)",
            "if (state.IsClaimed && outcome.IsDone)",
            nameof(Invariant.SettledAsAnswered)),
        new(
            "do not repeat a settlement that failed",
            "SqsLambda.Batch/Idempotency/SettlementEntry.cs",
            "public bool CanRetry => RetriesUntilDeadline ||",
            "public bool CanRetry => false &&",
            nameof(Invariant.EffectOnce)),
        new(
            "answer before the settlements are written",
            "SqsLambda.Batch/Pipeline/Settling.cs",
            "await committing.ConfigureAwait(false);",
            "_ = committing;",
            nameof(Invariant.SettledAsAnswered), nameof(Invariant.EffectOnce)),
        new(
            "do not coalesce messages of one key",
            "SqsLambda.Batch/Pipeline/Coalescer.cs",
            "state.Leader = firstPlusOne[place] - 1;",
            "",
            nameof(Invariant.ValidRequest), nameof(Invariant.OneRunAtATime), nameof(Invariant.EffectOnce)),
        new(
            "take the followers of a message that failed for done",
            "SqsLambda.Batch/Pipeline/MessageBatch.cs",
            "MessageOutcome first = leader.Outcome ?? throw new InvalidOperationException(\"The leader of a record was not decided.\");",
            "MessageOutcome first = MessageOutcome.Succeeded.Instance;",
            nameof(Invariant.NothingLost)),
        new(
            "go on with a group after a failure",
            "SqsLambda.Batch/Pipeline/HandlerRunner.cs",
            "_fifo!.EndGroup(state.Index);",
            "_ = _fifo!.GroupCount;",
            nameof(Invariant.GroupOrder)),
        new(
            "leave one failure out of the response",
            "SqsLambda.Batch/Pipeline/Answer.cs",
            "response.BatchItemFailures.Add(new() { ItemIdentifier = id });",
            "if (state.Index != 1) { response.BatchItemFailures.Add(new() { ItemIdentifier = id }); }",
            nameof(Invariant.EveryRecordOnce)),
        new(
            "say that enlisted work is done before it is",
            "SqsLambda.Batch/Pipeline/MessageEnding.cs",
            "state.Confirming = confirming;",
            "state.Confirming = confirming; state.TryFinish(MessageOutcome.Succeeded.Instance);",
            nameof(Invariant.NothingLost), nameof(Invariant.EveryRecordOnce)),
        new(
            "take enlisted work that nobody confirmed for done",
            "SqsLambda.Batch/Pipeline/Outcomes.cs",
            "_ => MessageOutcome.NotFinished.Unconfirmed(result.Reason),",
            "_ => MessageOutcome.Succeeded.Instance,",
            nameof(Invariant.NothingLost), nameof(Invariant.EveryRecordOnce)),
        new(
            "make a transaction again for a record that is completed",
            "SqsLambda.Aws/Idempotency/RecordStatements.cs",
            "#owner = :owner AND #status = :inProgress",
            "#owner = :owner AND (#status = :inProgress OR #status = :completed)",
            nameof(Invariant.EnlistedEffectOnce)),
        new(
            "make enlisted writes without the fence",
            "SqsLambda.Aws/Idempotency/RecordStatements.cs",
            "#owner = :owner AND #status = :inProgress",
            "(#owner = :owner OR #owner <> :owner) AND #status = :inProgress",
            nameof(Invariant.LateOwner), nameof(Invariant.EnlistedEffectOnce)),
    ];

    /// <summary>Changes the text of the file.</summary>
    /// <exception cref="InvalidOperationException">The text is not in the file, or more than once: the source has changed.</exception>
    public string Apply(string source)
    {
        int count = source.Split(Text).Length - 1;
        return count == 1
            ? source.Replace(Text, Replacement, StringComparison.Ordinal)
            : throw new InvalidOperationException($"The mutation \"{Name}\" looks for a text that is {count} times in {File}: {Text}");
    }

    public override string ToString() => Name;
}
