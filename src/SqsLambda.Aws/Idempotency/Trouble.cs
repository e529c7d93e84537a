using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>Why DynamoDB did not do what it was asked to.</summary>
/// <param name="MayPass">Whether it may if asked again.</param>
/// <param name="Reason">What an operator must know, in one line.</param>
/// <param name="Cause">What was thrown, if anything was.</param>
internal sealed record Trouble(bool MayPass, string Reason, Exception? Cause = null)
{
    // IAM User Guide, "Troubleshoot access denied error messages".
    private const string BeforeAction = "not authorized to perform: ";

    /// <summary>What the error of one statement means (DynamoDB API reference, BatchStatementError).</summary>
    public static Trouble Of(BatchStatementError error, string table, string? requestId) => (error.Code?.Value, OneLine(error.Message, requestId)) switch
    {
        ("ResourceNotFound", _) => NoTable(table),
        ("AccessDenied", var text) => Denied(table, text),
        ("ValidationError" or "ItemCollectionSizeLimitExceeded", var text) => new(MayPass: false, $"{error.Code} in {table}: {text}"),
        (_, var text) => new(MayPass: true, $"{error.Code} in {table}: {text}"),
    };

    /// <summary>What the failure of a whole call means.</summary>
    public static Trouble Of(Exception exception, string table) =>
        Of(exception, table, OneLine(exception.Message, (exception as AmazonServiceException)?.RequestId)) with { Cause = exception };

    public static Trouble Unprocessed(string table) => new(MayPass: true, $"{table} left the key unprocessed");

    public ClaimResult OfClaim() => new(MayPass ? ClaimStatus.Unavailable : ClaimStatus.Refused, Reason: Reason);

    public SettlementResult OfSettlement() => new(MayPass ? SettlementStatus.Unavailable : SettlementStatus.Refused, Reason);

    private static Trouble Of(Exception exception, string table, string text) => exception switch
    {
        AmazonServiceException { ErrorCode: "ResourceNotFoundException" } => NoTable(table),
        AmazonServiceException { ErrorCode: "AccessDeniedException" } => Denied(table, text),
        AmazonUnmarshallingException => new(MayPass: true, $"{table} gave an answer that cannot be read: {text}"),
        AmazonServiceException service => new(!IsFinal(service), $"{CodeOf(service)} in {table}: {text}"),
        OperationCanceledException or TimeoutException => new(MayPass: true, $"{table} did not answer in time"),
        AmazonClientException => new(MayPass: true, $"{table} cannot be used, as the AWS SDK says: {text}"),
        _ => new(MayPass: true, $"{table} cannot be reached: {exception.GetType().Name}: {text}"),
    };

    /// <summary>To ask again in vain is cheap; not to ask again for a completion may cost a second run.</summary>
    private static bool IsFinal(AmazonServiceException exception) => exception.ErrorCode is "ValidationException" or "SerializationException";

    private static string CodeOf(AmazonServiceException exception) =>
        string.IsNullOrEmpty(exception.ErrorCode) ? $"HTTP {(int)exception.StatusCode}" : exception.ErrorCode;

    private static string OneLine(string? message, string? requestId)
    {
        string text = message?.ReplaceLineEndings(" ") ?? "";
        return string.IsNullOrEmpty(requestId) ? text : $"{text} (request id {requestId})";
    }

    private static Trouble NoTable(string table) => new(MayPass: false, $"{table} does not exist");

    /// <summary>Only DynamoDB's text knows the action: one of several that a call needs, or one on the key that encrypts the table.</summary>
    private static Trouble Denied(string table, string text)
    {
        int start = text.IndexOf(BeforeAction, StringComparison.Ordinal);
        string lack = start < 0 ? "" : $", as the function's role lacks {text[(start + BeforeAction.Length)..].Split(' ')[0]}";
        return new(MayPass: false, $"access denied to {table}{lack}: {text}");
    }
}
