using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace SqsLambda.Simulation.DynamoDb;

/// <summary>Creates the exceptions of DynamoDB.</summary>
internal static class DynamoDbError
{
    public static AmazonDynamoDBException Validation(string message) =>
        new(message, ErrorType.Sender, "ValidationException", "r-1", HttpStatusCode.BadRequest);

    public static ResourceNotFoundException NoTable(string table) =>
        new($"Table {table} not found", ErrorType.Sender, "ResourceNotFoundException", "r-1", HttpStatusCode.BadRequest);

    public static IdempotentParameterMismatchException TokenMismatch() => new(
        "The request uses the same client token as a previous, but non-identical request.",
        ErrorType.Sender, "IdempotentParameterMismatchException", "r-1", HttpStatusCode.BadRequest);

    public static TransactionCanceledException Cancelled(List<CancellationReason> reasons) => new(
        $"Transaction cancelled, please refer cancellation reasons for specific reasons [{string.Join(", ", reasons.Select(static reason => reason.Code))}]",
        ErrorType.Sender, "TransactionCanceledException", "r-1", HttpStatusCode.BadRequest)
    {
        CancellationReasons = reasons,
    };
}
