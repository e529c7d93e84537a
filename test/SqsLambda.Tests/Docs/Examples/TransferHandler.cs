using System.Globalization;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Aws;
using SqsLambda.Batch;

namespace SqsLambda.Tests.Docs.Examples;

public sealed record Transfer(string TransferId, string From, string To, decimal Amount);

public sealed class TransferHandler : IMessageHandler<Transfer>
{
    public Task HandleAsync(Transfer message, MessageContext context, CancellationToken cancellationToken)
    {
        context.Enlist(Add(message.From, -message.Amount), Add(message.To, message.Amount));
        return Task.CompletedTask;
    }

    private static TransactWriteItem Add(string account, decimal amount) => new()
    {
        Update = new()
        {
            TableName = "accounts",
            Key = new() { ["account"] = new(account) },
            UpdateExpression = "ADD balance :amount",
            ExpressionAttributeValues = new() { [":amount"] = new() { N = amount.ToString(CultureInfo.InvariantCulture) } },
        },
    };
}
