using System.Net;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace SqsLambda.Aws.Idempotency;

/// <summary>Why DynamoDB did not do what it was asked to.</summary>
/// <param name="MayPass">Whether it may if asked again.</param>
/// <param name="Reason">What an operator must know, in one line.</param>
internal sealed record Trouble(bool MayPass, string Reason)
{
    /// <summary>What the error of one statement means.</summary>
    public static Trouble Of(BatchStatementError error, string action, string table)
    {
        string code = error.Code?.Value ?? "unknown error";
        return code switch
        {
            "ResourceNotFound" => NoTable(table),
            "AccessDenied" => NotAllowed(action, table, error.Message),
            "ValidationError" or "ItemCollectionSizeLimitExceeded" => new(MayPass: false, $"{code} in {table}: {error.Message}"),
            _ => new(MayPass: true, $"{code} in {table}: {error.Message}"),
        };
    }

    /// <summary>What the failure of a whole call means.</summary>
    public static Trouble Of(Exception exception, string action, string table) => exception switch
    {
        ResourceNotFoundException => NoTable(table),
        AmazonServiceException { ErrorCode: "AccessDeniedException" } => NotAllowed(action, table, exception.Message),
        AmazonServiceException service => new(IsPassing(service), $"{service.ErrorCode ?? service.StatusCode.ToString()} in {table}: {service.Message}"),
        OperationCanceledException or TimeoutException => new(MayPass: true, $"{table} did not answer in time"),
        _ => new(MayPass: true, $"{table} cannot be reached: {exception.GetType().Name}: {exception.Message}"),
    };

    private static bool IsPassing(AmazonServiceException exception) =>
        exception.StatusCode != HttpStatusCode.BadRequest
        || exception.ErrorCode is "ThrottlingException" or "ProvisionedThroughputExceededException" or "RequestLimitExceeded"
            or "TransactionConflictException" or "ExpiredTokenException";

    private static Trouble NoTable(string table) => new(MayPass: false, $"{table} does not exist");

    private static Trouble NotAllowed(string action, string table, string message) =>
        new(MayPass: false, $"the role of the function lacks {action} on {table}: {message}");
}
