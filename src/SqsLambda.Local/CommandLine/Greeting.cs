using SqsLambda.Aws.Settings;
using SqsLambda.Local.Faults;

namespace SqsLambda.Local.CommandLine;

/// <summary>What a run says first: where its queue is, and what it does with the messages.</summary>
internal static class Greeting
{
    public static string Text(IRunQueue queue, LocalDynamoDb? dynamoDb, FaultPlan faults, RunOptions options)
    {
        string injected = faults.IsActive ? $"{Environment.NewLine}faults        by seed; --seed {faults.Seed} repeats them" : "";
        return $"""
            {queue.Description}
            idempotency   {Store(dynamoDb)}
            function      timeout {options.Mapping.FunctionTimeoutSeconds} s, batches of up to {options.Mapping.BatchSize}{injected}

            """;
    }

    private static string Store(LocalDynamoDb? dynamoDb) =>
        dynamoDb is not null
            ? $"in {dynamoDb} (region {LocalDynamoDb.Region}, access key {LocalDynamoDb.AccessKey}), tables {string.Join(" and ", LocalDynamoDb.Tables)}"
        : FunctionSettings.Read(Environment.GetEnvironmentVariable).IdempotencyTable is { } table ? $"in DynamoDB, table {table}"
        : "in memory, until this process ends";
}
