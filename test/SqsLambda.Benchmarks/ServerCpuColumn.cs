using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace SqsLambda.Benchmarks;

/// <summary>
/// The CPU time of the server's process for one operation, in microseconds: the median of all calls. <c>SQS_ENDPOINT_PID</c> names the process.
/// </summary>
internal sealed class ServerCpuColumn : IColumn
{
    private static readonly ConcurrentDictionary<string, ConcurrentBag<double>> Seen = new();

    public string Id => nameof(ServerCpuColumn);

    public string ColumnName => "Server CPU [μs]";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "Median CPU time of the process SQS_ENDPOINT_PID for one operation";

    /// <summary>Runs a call, and records what CPU time it cost the server's process.</summary>
    public static async Task MeasureAsync(string method, int operations, Func<Task> call)
    {
        if (Environment.GetEnvironmentVariable("SQS_ENDPOINT_PID") is not { } id)
        {
            await call();
            return;
        }

        using var server = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
        TimeSpan before = server.TotalProcessorTime;
        await call();
        server.Refresh();
        Seen.GetOrAdd(method, static _ => []).Add((server.TotalProcessorTime - before).TotalMicroseconds / operations);
    }

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, summary.Style);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        Seen.TryGetValue(benchmarkCase.Descriptor.WorkloadMethod.Name, out ConcurrentBag<double>? seen)
            ? seen.Order().ElementAt(seen.Count / 2).ToString("F1", CultureInfo.InvariantCulture)
            : "?";
}
