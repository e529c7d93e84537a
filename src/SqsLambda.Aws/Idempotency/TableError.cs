using System.Net;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>Why a call or a statement failed in DynamoDB.</summary>
/// <param name="IsTransient">Whether another attempt may succeed.</param>
/// <param name="Reason">The reason for the operator, in one line.</param>
/// <param name="Cause">The exception, if there was one.</param>
internal sealed record TableError(bool IsTransient, string Reason, Exception? Cause = null)
{
    /// <summary>Whether the call was refused or not even sent, so that nothing of it was done. If not, it may have been done.</summary>
    public bool IsRefusal => Cause switch
    {
        TransactionInProgressException => false,
        AmazonServiceException service => service.StatusCode is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError,
        AmazonClientException or HttpRequestException or IOException or OperationCanceledException or TimeoutException => false,
        _ => true,
    };

    // IAM User Guide, "Troubleshoot access denied error messages".
    private const string BeforeAction = "not authorized to perform: ";

    /// <summary>Interprets the error of one statement. (DynamoDB API Reference, BatchStatementError.)</summary>
    public static TableError Of(BatchStatementError error, string table, string? requestId) => (error.Code?.Value, TextOf(error.Message, requestId)) switch
    {
        ("ResourceNotFound", _) => NoTable(table),
        ("AccessDenied", var text) => AccessDenied(table, text),
        ("ValidationError" or "ItemCollectionSizeLimitExceeded", var text) => new(IsTransient: false, $"{error.Code} in {table}: {text}"),
        (_, var text) => new(IsTransient: true, $"{error.Code} in {table}: {text}"),
    };

    /// <summary>Interprets the failure of a whole call.</summary>
    public static TableError Of(Exception exception, string table) =>
        Of(exception, table, TextOf(exception.Message, (exception as AmazonServiceException)?.RequestId)) with { Cause = exception };

    /// <summary>The error for a key that DynamoDB returned without reading it.</summary>
    public static TableError Unprocessed(string table) => new(IsTransient: true, $"{table} left the key unprocessed");

    public ClaimResult ToClaimResult() => new(IsTransient ? ClaimStatus.Unavailable : ClaimStatus.Refused, Reason: Reason);

    public SettlementResult ToSettlementResult() => new(IsTransient ? SettlementStatus.Unavailable : SettlementStatus.Refused, Reason);

    private static TableError Of(Exception exception, string table, string text) => exception switch
    {
        AmazonServiceException { ErrorCode: "ResourceNotFoundException" } => NoTable(table),
        AmazonServiceException { ErrorCode: "AccessDeniedException" } => AccessDenied(table, text),
        AmazonUnmarshallingException => new(IsTransient: true, $"{table} gave an answer that cannot be read: {text}"),
        AmazonServiceException service => new(!IsPermanent(service), $"{CodeOf(service)} in {table}: {text}"),
        OperationCanceledException or TimeoutException => new(IsTransient: true, $"{table} did not answer in time"),
        AmazonClientException => new(IsTransient: true, $"{table} cannot be used: the AWS SDK reports: {text}"),
        _ => new(IsTransient: true, $"{table} cannot be reached: {exception.GetType().Name}: {text}"),
    };

    // All other errors are retried. A useless retry is cheap, but without its completion a message may run twice.
    private static bool IsPermanent(AmazonServiceException exception) => exception.ErrorCode is "ValidationException" or "SerializationException";

    private static string CodeOf(AmazonServiceException exception) =>
        string.IsNullOrEmpty(exception.ErrorCode) ? $"HTTP {(int)exception.StatusCode}" : exception.ErrorCode;

    private static string TextOf(string? message, string? requestId)
    {
        string text = OneLine.Of(message);
        return string.IsNullOrEmpty(requestId) ? text : $"{text} (request id {requestId})";
    }

    private static TableError NoTable(string table) => new(IsTransient: false, $"{table} does not exist");

    // Only the text contains the missing action. It may be an action on the key that encrypts the table.
    private static TableError AccessDenied(string table, string text)
    {
        int start = text.IndexOf(BeforeAction, StringComparison.Ordinal);
        string missing = start < 0 ? "" : $", because the function's role does not allow {text[(start + BeforeAction.Length)..].Split(' ')[0]}";
        return new(IsTransient: false, $"access denied to {table}{missing}: {text}");
    }
}
