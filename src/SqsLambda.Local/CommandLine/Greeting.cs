using SqsLambda.Settings;

namespace SqsLambda.Local.CommandLine;

/// <summary>What a run says first: where the endpoint is, and how to send a message to it.</summary>
internal static class Greeting
{
    public static string Text(string endpoint, Queues queues, LocalDynamoDb? dynamoDb, RunOptions options)
    {
        string sample = Samples.ToPaste.ReadLine()!;
        string fifo = queues.Source.IsFifo ? " --message-group-id local --message-deduplication-id $RANDOM" : "";
        return $"""
            SQS endpoint  {endpoint}
            queue         {queues.Source.Name} (visibility timeout {options.VisibilityTimeoutSeconds} s, {options.MaxReceiveCount} receives, then to {queues.DeadLetters.Name})
            idempotency   {Store(dynamoDb)}
            function      timeout {options.Mapping.FunctionTimeoutSeconds} s, batches of up to {options.Mapping.BatchSize}

            Send a message from another terminal:
              AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws sqs send-message --region us-east-1 --endpoint-url {endpoint} --queue-url {endpoint}/000000000000/{queues.Source.Name}{fifo} --message-body '{sample.Replace("'", "'\\''", StringComparison.Ordinal)}'

            """;
    }

    private static string Store(LocalDynamoDb? dynamoDb) =>
        dynamoDb is not null
            ? $"in {dynamoDb} (region {LocalDynamoDb.Region}, access key {LocalDynamoDb.AccessKey}), tables {string.Join(" and ", LocalDynamoDb.Tables)}"
        : FunctionSettings.Read(Environment.GetEnvironmentVariable).IdempotencyTable is { } table ? $"in DynamoDB, table {table}"
        : "in memory, until this process ends";
}
