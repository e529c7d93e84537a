using System.Globalization;
using SqsLambda.Local.Faults;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Running;

/// <summary>The first lines of a run: where its queue is, and how messages reach the function.</summary>
internal static class Greeting
{
    public static string Text(IRunQueue queue, LocalDynamoDb? dynamoDb, FunctionEnvironment environment, FaultPlan faults, RunPlan plan)
    {
        string injected = faults.IsActive ? $"{Environment.NewLine}faults    --seed {faults.Seed} repeats them" : "";
        string tables = dynamoDb is null ? "" : $"{Environment.NewLine}tables    {Tables(dynamoDb, environment)}";
        string defaults = plan.Function.DefaultsFile is { } file ? $"{Environment.NewLine}defaults  {BuildOutput.Relative(file)}" : "";
        string samples = plan.SendsSamples ? $"{Environment.NewLine}samples   {Samples(plan)}" : "";
        return $"""
            {queue.Description}
            function  {plan.Function.Name}, {plan.Function.What}
                      timeout {plan.Mapping.FunctionTimeoutSeconds} s, memory {plan.Function.MemoryMB} MB, up to {Count(plan.Mapping.BatchSize, "message")} in a batch{defaults}{tables}{samples}{injected}
            """;
    }

    /// <summary>What happens to a message that fails.</summary>
    public static string Retries(TimeSpan visibilityTimeout, int? maxReceiveCount, string? deadLetterQueue) => string.Create(
        CultureInfo.InvariantCulture,
        $"a failed message is back after {visibilityTimeout.TotalSeconds} s{(maxReceiveCount is { } max
            ? $", and goes to {deadLetterQueue} after {Count(max, "receive")}"
            : "; there is no dead-letter queue")}");

    private static string Samples(RunPlan plan) => plan.Function.Samples.File is not { } file
        ? $"none: there is no samples.jsonl {(plan.Function.Program is null ? "under" : "in")} {BuildOutput.Relative(plan.Function.Folder)}"
        : BuildOutput.Relative(file)
            + (plan.HurriesSamples ? $"{Environment.NewLine}          a sample that fails is back after {SampleStory.Hidden.TotalSeconds} s" : "");

    private static string Tables(LocalDynamoDb dynamoDb, FunctionEnvironment environment) =>
        $"{(dynamoDb.Tables.Count == 0 ? "none" : string.Join(" and ", dynamoDb.Tables))} in {dynamoDb}{Environment.NewLine}"
        + $"          region {environment.Region}, access key {environment["AWS_ACCESS_KEY_ID"] ?? "by the AWS SDK"}";

    private static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
