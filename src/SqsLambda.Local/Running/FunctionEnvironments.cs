using SqsLambda.Local.Hosting;

namespace SqsLambda.Local.Running;

/// <summary>What a run tells its function by environment variables.</summary>
internal static class FunctionEnvironments
{
    /// <summary>The user's variables, those of the laptop file, and where the queue is.</summary>
    public static FunctionEnvironment Of(RunPlan plan, IRunQueue queue)
    {
        FunctionEnvironment environment = WithoutQueue(plan);
        if (queue.EndpointUrl is { } url)
        {
            environment.Set("AWS_ENDPOINT_URL_SQS", url);
            environment.SetLocalCredentials();
        }

        if ((plan.Options.DeadLetterAtOnce || plan.Function.Laptop.DeadLetterAtOnce) && queue.DeadLetterQueueUrl is { } deadLetterQueueUrl)
        {
            environment.Set("DEAD_LETTER_QUEUE_URL", deadLetterQueueUrl);
            if (environment["DEAD_LETTER_QUEUE"] is not null)
            {
                environment.Set("DEAD_LETTER_QUEUE", "");
            }
        }

        return environment;
    }

    /// <summary>The region of the function, where its queue must be for its clients to find it.</summary>
    public static string RegionOf(RunPlan plan) => WithoutQueue(plan).Region;

    /// <summary>What says the region of the function.</summary>
    public static string RegionSourceOf(RunPlan plan) => WithoutQueue(plan).RegionSource;

    /// <summary>The variables that name tables, and the partition keys of these.</summary>
    public static Dictionary<string, string> TablesOf(RunPlan plan)
    {
        var tables = new Dictionary<string, string>(plan.Function.Laptop.Tables, StringComparer.Ordinal);
        foreach ((string variable, string partitionKey) in plan.Options.Tables)
        {
            tables[variable] = partitionKey;
        }

        return tables;
    }

    private static FunctionEnvironment WithoutQueue(RunPlan plan)
    {
        var environment = new FunctionEnvironment(Environment.GetEnvironmentVariable, plan.Options.Variables);
        foreach ((string name, string value) in plan.Function.Laptop.Variables)
        {
            environment.SetDefault(name, value);
        }

        return environment;
    }
}
