using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>Why DynamoDB did not do what it was asked to.</summary>
/// <param name="MayPass">Whether it may if asked again.</param>
/// <param name="Reason">What an operator must know, in one line.</param>
internal sealed record Trouble(bool MayPass, string Reason)
{
    /// <summary>What the error of one statement means (DynamoDB API reference, BatchStatementError).</summary>
    public static Trouble Of(BatchStatementError error, string action, string table) => error.Code?.Value switch
    {
        "ResourceNotFound" => NoTable(table),
        "AccessDenied" => NotAllowed(action, table, error.Message),
        "ValidationError" or "ItemCollectionSizeLimitExceeded" => new(MayPass: false, $"{error.Code} in {table}: {error.Message}"),
        _ => new(MayPass: true, $"{error.Code} in {table}: {error.Message}"),
    };

    /// <summary>What the failure of a whole call means.</summary>
    public static Trouble Of(Exception exception, string action, string table) => exception switch
    {
        AmazonServiceException { ErrorCode: "ResourceNotFoundException" } => NoTable(table),
        AmazonServiceException { ErrorCode: "AccessDeniedException" } => NotAllowed(action, table, exception.Message),
        AmazonUnmarshallingException => new(MayPass: true, $"{table} gave an answer that cannot be read: {OneLine(exception)}"),
        AmazonServiceException service => new(!IsFinal(service), $"{CodeOf(service)} in {table}: {OneLine(exception)}"),
        OperationCanceledException or TimeoutException => new(MayPass: true, $"{table} did not answer in time"),
        AmazonClientException => new(MayPass: true, $"{table} cannot be used, as the AWS SDK says: {OneLine(exception)}"),
        _ => new(MayPass: true, $"{table} cannot be reached: {exception.GetType().Name}: {OneLine(exception)}"),
    };

    public static Trouble Unprocessed(string table) => new(MayPass: true, $"{table} left the key unprocessed");

    public ClaimResult OfClaim() => new(MayPass ? ClaimStatus.Unavailable : ClaimStatus.Refused, Reason: Reason);

    public SettlementResult OfSettlement() => new(MayPass ? SettlementStatus.Unavailable : SettlementStatus.Refused, Reason);

    /// <summary>To ask again in vain is cheap; not to ask again for a completion may cost a second run.</summary>
    private static bool IsFinal(AmazonServiceException exception) => exception.ErrorCode is "ValidationException" or "SerializationException";

    private static string CodeOf(AmazonServiceException exception) =>
        string.IsNullOrEmpty(exception.ErrorCode) ? $"HTTP {(int)exception.StatusCode}" : exception.ErrorCode;

    private static string OneLine(Exception exception) => exception.Message.ReplaceLineEndings(" ");

    private static Trouble NoTable(string table) => new(MayPass: false, $"{table} does not exist");

    private static Trouble NotAllowed(string action, string table, string message) =>
        new(MayPass: false, $"the function's role lacks {action} on {table}: {message}");
}
