namespace SqsLambda.Local.Reporting;

/// <summary>What a run came to.</summary>
/// <param name="Sent">Messages that this process sent to the queue.</param>
/// <param name="Processed">Messages whose handler ran and completed.</param>
/// <param name="Duplicates">Messages that were recognised as done before.</param>
/// <param name="Retries">Deliveries after a message's first.</param>
/// <param name="DeadLettered">Messages that went to the dead-letter queue.</param>
internal readonly record struct RunSummary(int Sent, int Processed, int Duplicates, int Retries, int DeadLettered)
{
    public override string ToString() =>
        $"sent {Sent}, processed {Processed}, duplicates {Duplicates}, retries {Retries}, dead-lettered {DeadLettered}";
}
