using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Reporting;

/// <summary>The outcomes that a function on the engine reports, in words.</summary>
internal static class Outcomes
{
    public const string Succeeded = "succeeded";
    public const string Duplicate = "duplicate";
    public const string Discarded = "discarded";
    public const string Failed = "failed";
    public const string NotFinished = "not_finished";
    public const string PermanentlyFailed = "permanently_failed";
    public const string DeadLettered = "dead_lettered";
    public const string InProgress = "in_progress";
    public const string NotAttempted = "not_attempted";

    /// <summary>The laptop returned the message without showing it to the function; the reason says so.</summary>
    public const string Withheld = "withheld";

    /// <summary>The function said no more than that the message is not done.</summary>
    public static DeliveryEnd Returned { get; } = new("returned", null, Tone.Bad);

    /// <summary>Describes a message that was deleted.</summary>
    /// <param name="result">What the function said; <see langword="null"/> if it said nothing but that the message is done.</param>
    public static DeliveryEnd OfDone(MessageResult? result) => result?.Outcome switch
    {
        null => new("done", null, Tone.Good),
        Succeeded => new("processed", null, Tone.Good),
        Duplicate => new("duplicate of a message that is done", result.Reason, Tone.Good),
        Discarded => new("discarded", result.Reason, Tone.Good),
        DeadLettered => new("dead-lettered", result.Reason, Tone.Bad),
        _ => new("deleted, as ReportBatchItemFailures is off", OfReturned(result).ToString(), Tone.Bad),
    };

    /// <summary>Describes a message that should have been deleted, and stays in the queue.</summary>
    /// <param name="result">What the function said; <see langword="null"/> if it said nothing but that the message is done.</param>
    /// <param name="reason">Why it could not be deleted.</param>
    public static DeliveryEnd OfNotDeleted(MessageResult? result, string reason) =>
        new(result?.Outcome == DeadLettered ? "dead-lettered, but not deleted" : "done, but not deleted", reason, Tone.Notice);

    /// <summary>Describes a message that stays in the queue.</summary>
    /// <param name="result">What the function said; <see langword="null"/> if it said nothing but that the message is not done.</param>
    public static DeliveryEnd OfReturned(MessageResult? result) => result?.Outcome switch
    {
        Failed or NotFinished => new("failed", result.Reason, Tone.Bad),
        PermanentlyFailed => new("failed permanently", result.Reason, Tone.Bad),
        // The reason is when the lease ends, and not when the message is back.
        InProgress => new("in progress in another invocation", null, Tone.Notice),
        NotAttempted => new("not attempted", result.Reason, Tone.Notice),
        Withheld => new(result.Reason ?? "withheld by the laptop", null, Tone.Notice),
        _ => Returned,
    };
}

/// <summary>How a delivery ended, in words.</summary>
internal sealed record DeliveryEnd(string What, string? Reason, Tone Tone)
{
    /// <summary>The same, where it has just been told for the same message.</summary>
    public string Again => Reason is null ? $"{What} again" : $"{What} again, same reason";

    public override string ToString() => string.IsNullOrWhiteSpace(Reason) ? What : $"{What}: {Reason.TrimEnd().TrimEnd('.')}";
}
