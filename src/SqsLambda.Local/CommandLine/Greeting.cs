using SqsLambda.Local.Faults;
using SqsLambda.Local.Hosting;

namespace SqsLambda.Local.CommandLine;

/// <summary>What a run says first: where its queue is, and what it does with the messages.</summary>
internal static class Greeting
{
    public static string Text(IRunQueue queue, LocalDynamoDb? dynamoDb, FunctionEnvironment environment, FaultPlan faults, RunPlan plan)
    {
        string injected = faults.IsActive ? $"{Environment.NewLine}faults        by seed; --seed {faults.Seed} repeats them" : "";
        string tables = dynamoDb is null ? "" : $"{Environment.NewLine}tables        {Tables(dynamoDb, environment)}";
        string samples = plan is { SendsSamples: true, Function.Samples.File: null }
            ? $"{Environment.NewLine}samples       none: there is no samples.jsonl under {BuildOutput.Relative(plan.Function.Folder)}"
            : "";
        return $"""
            {queue.Description}{tables}
            function      {plan.Function.Name}, {plan.Function.Handler}
                          timeout {plan.Mapping.FunctionTimeoutSeconds} s, memory {plan.Function.MemoryMB} MB, batches of up to {plan.Mapping.BatchSize}{samples}{injected}

            """;
    }

    private static string Tables(LocalDynamoDb dynamoDb, FunctionEnvironment environment) =>
        $"{(dynamoDb.Tables.Count == 0 ? "none" : string.Join(" and ", dynamoDb.Tables))} in {dynamoDb} "
        + $"(region {environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]}, access key {environment["AWS_ACCESS_KEY_ID"] ?? "by the AWS SDK"})";
}
