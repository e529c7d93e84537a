using System.Globalization;
using SqsLambda.Local.Faults;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.WebConsole.Actions;

namespace SqsLambda.Local.WebConsole;

/// <summary>The event source mapping of a queue as it is now.</summary>
/// <param name="Function">The name of the function.</param>
/// <param name="IsEnabled">Whether it receives messages.</param>
/// <param name="Pollers">How many pollers there are.</param>
/// <param name="Batches">How many batches are under way.</param>
/// <param name="BatchSize">The most messages in a batch.</param>
/// <param name="BatchingWindow">For how long a batch gathers messages, in seconds.</param>
/// <param name="MaximumConcurrency">The most batches at once; null for no limit.</param>
/// <param name="ReportBatchItemFailures">Whether the function says which messages failed.</param>
/// <param name="Filters">The patterns of the filter.</param>
/// <param name="Faults">How often each fault happens, in percent; those that never do are left out.</param>
/// <param name="Seed">What decides about faults, as text: it may be a larger number than JavaScript has.</param>
internal sealed record MappingRow(
    string Function,
    bool IsEnabled,
    int Pollers,
    int Batches,
    int BatchSize,
    int BatchingWindow,
    int? MaximumConcurrency,
    bool ReportBatchItemFailures,
    IReadOnlyList<string> Filters,
    IReadOnlyDictionary<FaultKind, double> Faults,
    string Seed)
{
    public static MappingRow Of(MappedFunction function)
    {
        EventSourceMapping mapping = function.Mapping;
        EventSourceMappingSettings settings = mapping.Settings;
        return new(
            function.Name, mapping.IsEnabled, mapping.Pollers, mapping.BatchesUnderWay, settings.BatchSize, settings.MaximumBatchingWindowInSeconds,
            settings.MaximumConcurrency, settings.ReportBatchItemFailures, settings.FilterCriteria.Patterns, function.Faults.Percentages,
            function.Faults.Seed.ToString(CultureInfo.InvariantCulture));
    }
}
