using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Faults;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Mapping.Filters;

namespace SqsLambda.Local.WebConsole.Actions;

/// <summary>What the page does with event source mappings. What is done is told in the terminal too.</summary>
/// <param name="functions">The functions by the ARN of their queue.</param>
internal sealed class MappingActions(ConcurrentDictionary<string, MappedFunction> functions)
{
    private readonly Lock _changing = new();

    /// <summary>Enables or disables a mapping.</summary>
    public ActionAnswer Enable(QueueActionRequest request, bool isEnabled)
    {
        if (Find(request.Queue) is not { } function)
        {
            return NoFunction(request.Queue);
        }

        function.Mapping.Enable(isEnabled);
        int underWay = function.Mapping.BatchesUnderWay;
        return Done(
            function,
            isEnabled ? $"{function.Name} is resumed"
            : underWay == 0 ? $"{function.Name} is paused"
            : $"{function.Name} is paused; {underWay} {(underWay == 1 ? "batch" : "batches")} under way will be finished");
    }

    /// <summary>Changes settings and faults: all of them, or none if one is refused.</summary>
    public ActionAnswer Change(SettingsActionRequest request)
    {
        if (Find(request.Queue) is not { } function)
        {
            return NoFunction(request.Queue);
        }

        lock (_changing)
        {
            if (request.MaximumConcurrency.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null)
                && !(request.MaximumConcurrency.ValueKind == JsonValueKind.Number && request.MaximumConcurrency.TryGetInt32(out _)))
            {
                return ActionAnswer.Refused("maximumConcurrency must be a whole number, or null for no limit.");
            }

            if (request.Filters?.Contains(null) == true)
            {
                return ActionAnswer.Refused("A filter is null: each must be a text with a pattern.");
            }

            EventSourceMappingSettings before = function.Mapping.Settings, after;
            try
            {
                after = Changed(before, request);
            }
            catch (InvalidFilterPatternException refused)
            {
                return ActionAnswer.Refused(refused.Message);
            }

            if (after.Validate(function.Queue.IsFifo, function.Queue.VisibilityTimeout) is { } refusal)
            {
                return ActionAnswer.Refused(refusal.Text);
            }

            IReadOnlyDictionary<FaultKind, double> faultsBefore = function.Faults.Percentages;
            var faultsAfter = new Dictionary<FaultKind, double>(faultsBefore);
            foreach ((FaultKind kind, double percentage) in request.Faults ?? new Dictionary<FaultKind, double>())
            {
                if (!Enum.IsDefined(kind))
                {
                    return ActionAnswer.Refused($"There is no fault '{kind}'.");
                }

                if (percentage is not (>= 0 and <= 100))
                {
                    return ActionAnswer.Refused(string.Create(CultureInfo.InvariantCulture, $"The fault {NameOf(kind)} is {percentage}: allowed is 0 to 100 percent."));
                }

                faultsAfter[kind] = percentage;
            }

            string[] changes = [.. Differences(before, after), .. Differences(faultsBefore, faultsAfter)];
            if (changes.Length == 0)
            {
                return ActionAnswer.Done($"nothing of {function.Name} was changed");
            }

            function.Mapping.Change(after);
            function.Faults.Change(faultsAfter);
            return Done(function, $"{function.Name}: {string.Join(", ", changes)}");
        }
    }

    private MappedFunction? Find(string? arn) => arn is null ? null : functions.GetValueOrDefault(arn);

    private static ActionAnswer NoFunction(string? arn) =>
        ActionAnswer.Refused($"There is no function for a queue '{arn}'.", StatusCodes.Status404NotFound);

    private static ActionAnswer Done(MappedFunction function, string text) => ActionAnswer.Done(text).ToldTo(function.Notify);

    private static EventSourceMappingSettings Changed(EventSourceMappingSettings settings, SettingsActionRequest request) => settings with
    {
        BatchSize = request.BatchSize ?? settings.BatchSize,
        MaximumBatchingWindowInSeconds = request.BatchingWindow ?? settings.MaximumBatchingWindowInSeconds,
        MaximumConcurrency = request.MaximumConcurrency.ValueKind switch
        {
            JsonValueKind.Undefined => settings.MaximumConcurrency,
            JsonValueKind.Null => null,
            _ => request.MaximumConcurrency.GetInt32(),
        },
        ReportBatchItemFailures = request.ReportBatchItemFailures ?? settings.ReportBatchItemFailures,
        FilterCriteria = request.Filters is { } filters ? FilterCriteria.Parse(filters!) : settings.FilterCriteria,
    };

    private static IEnumerable<string> Differences(EventSourceMappingSettings before, EventSourceMappingSettings after) =>
    [
        .. Difference("batch size", before.BatchSize, after.BatchSize),
        .. Difference("batching window", before.MaximumBatchingWindowInSeconds, after.MaximumBatchingWindowInSeconds, " s"),
        .. Difference("maximum concurrency", before.MaximumConcurrency ?? (object)"none", after.MaximumConcurrency ?? (object)"none"),
        .. Difference("ReportBatchItemFailures", before.ReportBatchItemFailures ? "on" : "off", after.ReportBatchItemFailures ? "on" : "off"),
        .. before.FilterCriteria.Patterns.SequenceEqual(after.FilterCriteria.Patterns)
            ? Array.Empty<string>() : [$"filters {(after.FilterCriteria.Patterns.Count == 0 ? "none" : string.Join(" or ", after.FilterCriteria.Patterns))}"],
    ];

    private static IEnumerable<string> Differences(IReadOnlyDictionary<FaultKind, double> before, IReadOnlyDictionary<FaultKind, double> after) =>
        Enum.GetValues<FaultKind>().SelectMany(kind => Difference($"fault {NameOf(kind)}", before.GetValueOrDefault(kind), after.GetValueOrDefault(kind), " %"));

    private static string[] Difference(string name, object before, object after, string unit = "") =>
        before.Equals(after) ? [] : [string.Create(CultureInfo.InvariantCulture, $"{name} {before} → {after}{unit}")];

    private static string NameOf(FaultKind kind) => kind.ToString().ToLowerInvariant();
}
