using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Local.Projects;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Deploy;
using SqsLambda.Tests.Repository;
using ToolsDefaults = SqsLambda.Tests.Repository.ToolsDefaults;

namespace SqsLambda.Benchmarks;

/// <summary>
/// The published functions as processes: from their start to their first response through the Runtime API, for an event of one message. The message is the
/// first of the function's own samples, and its <c>laptop.json</c> names its tables. A round starts each function in each setting once, so that what else the
/// machine does meets all of them alike.
/// </summary>
internal static class ColdStartBenchmarks
{
    /// <summary>The argument that chooses this benchmark.</summary>
    public const string Command = "cold-starts";

    private const int WarmUps = 3;
    private const int DefaultRounds = 30;
    private const double MiB = 1024 * 1024;

    private const string Head =
        """
        | Function | Tables | Starts | Median | 95th percentile | CPU time, median | Peak memory, median |
        | --- | --- | ---: | ---: | ---: | ---: | ---: |
        """;

    /// <param name="args">How many rounds, if not 30.</param>
    public static async Task RunAsync(params string[] args)
    {
        int rounds = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultRounds;
        using var managed = new PublishedFunction();
        using var native = new PublishedNativeFunction();
        var dynamoDb = new DynamoDbLocal();
        await dynamoDb.InitializeAsync();
        Series[] all =
        [
            .. await SeriesOfAsync("managed", managed, dynamoDb),
            .. NativeLinker.Missing is null ? await SeriesOfAsync("native", native, dynamoDb) : [],
        ];
        string sqsEvent = EventOf(SampleMessages.Find(Folder).Lines[0]);
        for (int round = -WarmUps; round < rounds; round++)
        {
            foreach (Series series in all)
            {
                Start start = await MeasureAsync(series.Package, await series.NewEnvironmentAsync(), sqsEvent);
                if (round >= 0)
                {
                    (start.HandledMessage ? series.Starts : series.Failed).Add(start);
                }
            }
        }

        await dynamoDb.DisposeAsync();
        Write(all);
    }

    private static string Folder => Repo.PathOf(ToolsDefaults.Text("project-location"));

    private static async Task<Series[]> SeriesOfAsync(string name, PublishedFunction function, DynamoDbLocal dynamoDb)
    {
        DirectoryInfo package = await function.ForAsync(PublishedFunction.RuntimeOfThisMachine);
        return
        [
            new(name, "memory", package, static () => Task.FromResult(InMemory())),
            new(name, "DynamoDB", package, () => InDynamoDbAsync(dynamoDb)),
        ];
    }

    // Outside of Lambda, a function without tables keeps its records and its orders in memory.
    private static Dictionary<string, string> InMemory()
    {
        Dictionary<string, string> environment = LaptopFile.Find(Folder).Tables.Keys.ToDictionary(static variable => variable, static _ => "");
        environment["AWS_LAMBDA_FUNCTION_NAME"] = "";
        return environment;
    }

    private static async Task<Dictionary<string, string>> InDynamoDbAsync(DynamoDbLocal dynamoDb)
    {
        // DynamoDB Local has tables of its own for each region and access key.
        var environment = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL_DYNAMODB"] = dynamoDb.Endpoint.ToString(),
            ["AWS_REGION"] = DynamoDbLocal.Region,
            ["AWS_ACCESS_KEY_ID"] = DynamoDbLocal.AccessKey,
        };
        foreach ((string variable, string key) in LaptopFile.Find(Folder).Tables)
        {
            environment[variable] = await dynamoDb.CreateTableAsync(key);
        }

        return environment;
    }

    private static async Task<Start> MeasureAsync(DirectoryInfo package, Dictionary<string, string> environment, string sqsEvent)
    {
        long before = Stopwatch.GetTimestamp();
        await using FunctionProcess function = await FunctionProcess.StartAsync(package, environment);
        string response = await function.Api.InvokeAsync(sqsEvent);
        TimeSpan time = Stopwatch.GetElapsedTime(before);
        function.Process.Refresh();
        return new(
            time.TotalMilliseconds,
            CpuMs(function.Process),
            function.Process.PeakWorkingSet64 / MiB,
            HandledMessage: response == """{"batchItemFailures":[]}""");
    }

    // The processor time of a process has a resolution of 10 ms, that of a thread in Linux one of nanoseconds.
    private static double CpuMs(Process process) => OperatingSystem.IsLinux()
        ? Directory.GetDirectories($"/proc/{process.Id}/task")
            .Sum(static thread => double.Parse(File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture) / 1e6)
        : process.TotalProcessorTime.TotalMilliseconds;

    private static void Write(Series[] all)
    {
        foreach (Series series in all)
        {
            if (series.Failed.Count > 0)
            {
                Console.WriteLine($"{series.Failed.Count} starts of {series.Function} are left out: DynamoDB did not answer in time, and the message came back.");
            }
        }

        Console.WriteLine(Head);
        foreach (Series series in all)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {series.Function} | {series.Tables} | {series.Starts.Count} | {series.Quantile(0.5, static start => start.Ms):N1} ms | {series.Quantile(0.95, static start => start.Ms):N1} ms | {series.Quantile(0.5, static start => start.CpuMs):N0} ms | {series.Quantile(0.5, static start => start.PeakMiB):N0} MiB |"));
        }
    }

    private static string EventOf(string body) =>
        $$"""
        {"Records":[{"messageId":"m1","receiptHandle":"h","body":"{{JsonEncodedText.Encode(body)}}","attributes":{"ApproximateReceiveCount":"1"},
        "messageAttributes":{},"eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-2:123456789012:queue","awsRegion":"us-east-2"}]}
        """;

    private sealed record Start(double Ms, double CpuMs, double PeakMiB, bool HandledMessage);

    private sealed record Series(string Function, string Tables, DirectoryInfo Package, Func<Task<Dictionary<string, string>>> NewEnvironmentAsync)
    {
        public List<Start> Starts { get; } = [];

        public List<Start> Failed { get; } = [];

        public double Quantile(double share, Func<Start, double> figure)
        {
            double[] sorted = [.. Starts.Select(figure).Order()];
            return sorted.Length == 0 ? double.NaN : sorted[(int)Math.Ceiling(share * sorted.Length) - 1];
        }
    }
}
