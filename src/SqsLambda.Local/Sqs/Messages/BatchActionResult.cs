namespace SqsLambda.Local.Sqs.Messages;

/// <summary>The answer to a batch action, with the names of the service.</summary>
/// <param name="Successful">The entries that succeeded, or null if there are none.</param>
/// <param name="Failed">The entries that failed, or null if there are none.</param>
internal sealed record BatchActionResult<TSuccess>(IReadOnlyList<TSuccess>? Successful, IReadOnlyList<BatchFailure>? Failed)
{
    public static BatchActionResult<TSuccess> Of(IReadOnlyList<TSuccess> successful, IReadOnlyList<BatchFailure> failed) =>
        new(successful.Count > 0 ? successful : null, failed.Count > 0 ? failed : null);
}

/// <summary>A batch entry that failed, and the reason.</summary>
internal sealed record BatchFailure(string Id, string Code, string Message, bool SenderFault)
{
    public static BatchFailure Of(string id, SqsException error) => new(id, error.Code, error.Message, SenderFault: true);
}

/// <summary>A batch entry that succeeded.</summary>
internal sealed record BatchSuccess(string Id);

/// <summary>An entry of DeleteMessageBatch.</summary>
internal sealed record DeleteMessageEntry(string? Id, string? ReceiptHandle);

/// <summary>An entry of ChangeMessageVisibilityBatch.</summary>
/// <param name="Id">The entry's id.</param>
/// <param name="ReceiptHandle">The receipt handle.</param>
/// <param name="VisibilityTimeout">0 to 43,200 s.</param>
internal sealed record ChangeMessageVisibilityEntry(string? Id, string? ReceiptHandle, int? VisibilityTimeout);
