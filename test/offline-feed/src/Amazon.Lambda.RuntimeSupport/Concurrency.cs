using System;
using System.Globalization;
using System.Threading;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>How many invocations Lambda gives to this process at once.</summary>
internal static class Concurrency
{
    private const string TasksVariable = "AWS_LAMBDA_DOTNET_PROCESSING_TASKS";

    public static bool IsMultiple => !string.IsNullOrEmpty(Maximum);

    private static string Maximum => Environment.GetEnvironmentVariable("AWS_LAMBDA_MAX_CONCURRENCY");

    /// <summary>How many loops ask for an event.</summary>
    public static int Loops()
    {
        if (!IsMultiple)
        {
            return 1;
        }

        string tasks = Environment.GetEnvironmentVariable(TasksVariable);
        if (string.IsNullOrEmpty(tasks))
        {
            return Positive(Maximum) ?? Math.Max(2, Environment.ProcessorCount);
        }

        return Positive(tasks) ?? throw new ArgumentException($"Stand-in runtime client: {TasksVariable} is '{tasks}', which is no number above 0.");
    }

    public static void RaiseMinThreads()
    {
        if (Positive(Maximum) is null)
        {
            return;
        }

        int wanted = Positive(Environment.GetEnvironmentVariable("AWS_LAMBDA_DOTNET_MIN_THREADS")) ?? (2 * Environment.ProcessorCount);
        ThreadPool.GetMinThreads(out int workers, out int completions);
        if (workers < wanted)
        {
            ThreadPool.SetMinThreads(wanted, completions);
        }
    }

    private static int? Positive(string text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : null;
}
