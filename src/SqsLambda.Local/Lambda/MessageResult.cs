namespace SqsLambda.Local.Lambda;

/// <summary>What happened to a message in one invocation, as the function's activity source tells it.</summary>
/// <param name="MessageId">The id of the message.</param>
/// <param name="Outcome">
/// The tag <c>sqs_lambda.outcome</c>: <c>succeeded</c>, <c>duplicate</c>, <c>discarded</c>, <c>failed</c>, <c>not_finished</c>,
/// <c>permanently_failed</c>, <c>dead_lettered</c>, <c>in_progress</c> or <c>not_attempted</c>. The laptop itself adds <see cref="Withheld"/>.
/// </param>
/// <param name="Reason">Why, if it is told.</param>
internal sealed record MessageResult(string MessageId, string Outcome, string? Reason)
{
    /// <summary>The laptop returned the message without showing it to the function.</summary>
    public const string Withheld = "withheld";

    /// <summary>Whether the function is done with the message.</summary>
    public bool IsDone => Outcome is "succeeded" or "duplicate" or "discarded" or "dead_lettered";
}
