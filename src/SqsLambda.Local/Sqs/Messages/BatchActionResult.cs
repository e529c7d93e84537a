namespace SqsLambda.Local.Sqs.Messages;

/// <summary>What became of the entries of a batch. The names are those of the batch actions' answers.</summary>
/// <param name="Successful">The entries that succeeded, or null when there is none.</param>
/// <param name="Failed">The entries that failed, or null when there is none.</param>
internal sealed record BatchActionResult<TSuccess>(IReadOnlyList<TSuccess>? Successful, IReadOnlyList<BatchFailure>? Failed)
{
    public static BatchActionResult<TSuccess> Of(IReadOnlyList<TSuccess> successful, IReadOnlyList<BatchFailure> failed) =>
        new(successful.Count > 0 ? successful : null, failed.Count > 0 ? failed : null);
}

/// <summary>An entry of a batch that failed, and why.</summary>
internal sealed record BatchFailure(string Id, string Code, string Message, bool SenderFault)
{
    public static BatchFailure Of(string id, SqsException error) => new(id, error.Code, error.Message, SenderFault: true);
}

/// <summary>An entry of a batch that succeeded and of which there is nothing more to say.</summary>
internal sealed record BatchSuccess(string Id);

/// <summary>An entry of DeleteMessageBatch.</summary>
internal sealed record DeleteMessageEntry(string? Id, string? ReceiptHandle);

/// <summary>An entry of ChangeMessageVisibilityBatch.</summary>
/// <param name="Id">The entry's id.</param>
/// <param name="ReceiptHandle">The receipt handle.</param>
/// <param name="VisibilityTimeout">0 to 43,200 s.</param>
internal sealed record ChangeMessageVisibilityEntry(string? Id, string? ReceiptHandle, int? VisibilityTimeout);
