using System.Collections.Concurrent;
using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace SqsLambda.Benchmarks;

/// <summary>How many calls over the network a batch cost: the most and the fewest of all runs.</summary>
internal sealed class CallsColumn : IColumn
{
    private static readonly ConcurrentDictionary<(Type Benchmarks, string Method, int BatchSize), (int Min, int Max)> Seen = new();

    public string Id => nameof(CallsColumn);

    public string ColumnName => "Calls";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => "Calls to DynamoDB, or batches of calls to Redis, per batch (min..max)";

    public static void Record(Type benchmarks, string method, int batchSize, int calls) =>
        Seen.AddOrUpdate((benchmarks, method, batchSize), (calls, calls), (_, seen) => (Math.Min(seen.Min, calls), Math.Max(seen.Max, calls)));

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, summary.Style);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        // The class that runs is derived from that of the benchmarks.
        var name = (Method: benchmarkCase.Descriptor.WorkloadMethod.Name, BatchSize: (int)benchmarkCase.Parameters[nameof(BatchesInDynamoDb.BatchSize)]);
        var key = Seen.Keys.FirstOrDefault(
            key => benchmarkCase.Descriptor.Type.IsAssignableFrom(key.Benchmarks) && (key.Method, key.BatchSize) == name);
        return !Seen.TryGetValue(key, out (int Min, int Max) seen) ? "?"
            : seen.Min == seen.Max ? seen.Min.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{seen.Min}..{seen.Max}");
    }
}
