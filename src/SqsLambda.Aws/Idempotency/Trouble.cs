using System.Net;
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
        AmazonServiceException service => new(IsPassing(service), $"{service.ErrorCode ?? $"HTTP {(int)service.StatusCode}"} in {table}: {service.Message}"),
        OperationCanceledException or TimeoutException => new(MayPass: true, $"{table} did not answer in time"),
        _ => new(MayPass: true, $"{table} cannot be reached: {exception.GetType().Name}: {exception.Message}"),
    };

    public static Trouble Unprocessed(string table) => new(MayPass: true, $"{table} left the key unprocessed");

    public ClaimResult OfClaim() => new(MayPass ? ClaimStatus.Unavailable : ClaimStatus.Refused, Reason: Reason);

    public SettlementResult OfSettlement() => new(MayPass ? SettlementStatus.Unavailable : SettlementStatus.Refused, Reason);

    private static bool IsPassing(AmazonServiceException exception) =>
        exception.StatusCode != HttpStatusCode.BadRequest
        || exception.ErrorCode is "ThrottlingException" or "ProvisionedThroughputExceededException" or "RequestLimitExceeded"
            or "TransactionConflictException" or "ExpiredTokenException";

    private static Trouble NoTable(string table) => new(MayPass: false, $"{table} does not exist");

    private static Trouble NotAllowed(string action, string table, string message) =>
        new(MayPass: false, $"the function's role lacks {action} on {table}: {message}");
}
