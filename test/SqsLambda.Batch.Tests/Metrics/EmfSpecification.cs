using System.Text.Json;
using System.Text.RegularExpressions;

namespace SqsLambda.Batch.Tests.Metrics;

/// <summary>What CloudWatch asks of a line to read metrics from it.</summary>
/// <remarks>
/// CloudWatch User Guide, "Specification: Embedded metric format", and CloudWatch API Reference, MetricDatum (units, and what a namespace and the
/// value of a dimension may be).
/// </remarks>
internal static partial class EmfSpecification
{
    private const int MaxBytes = 1_048_576;
    private const int MaxDimensions = 30;
    private const int MaxMetrics = 100;
    private const int MaxValues = 100;

    private static readonly string[] Units =
    [
        "Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes", "Bits", "Kilobits", "Megabits",
        "Gigabits", "Terabits", "Percent", "Count", "Bytes/Second", "Kilobytes/Second", "Megabytes/Second", "Gigabytes/Second",
        "Terabytes/Second", "Bits/Second", "Kilobits/Second", "Megabits/Second", "Gigabits/Second", "Terabits/Second", "Count/Second", "None",
    ];

    /// <summary>Reads a line that is one valid document.</summary>
    public static JsonElement Read(string line)
    {
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(line), 2, MaxBytes);
        Assert.DoesNotContain('\n', line);
        JsonElement document = JsonDocument.Parse(line, new() { AllowDuplicateProperties = false }).RootElement;

        JsonElement metadata = Member(document, "_aws", JsonValueKind.Object);
        OnlyHas(metadata, "Timestamp", "CloudWatchMetrics");
        Assert.True(Member(metadata, "Timestamp", JsonValueKind.Number).TryGetInt64(out long timestamp) && timestamp > 0);
        foreach (JsonElement directive in Member(metadata, "CloudWatchMetrics", JsonValueKind.Array).EnumerateArray())
        {
            OnlyHas(directive, "Namespace", "Dimensions", "Metrics");
            Assert.Matches(Namespace(), Member(directive, "Namespace", JsonValueKind.String).GetString());
            JsonElement[] sets = [.. Member(directive, "Dimensions", JsonValueKind.Array).EnumerateArray()];
            Assert.NotEmpty(sets);
            Assert.All(sets, set => AssertDimensions(document, set));
            JsonElement[] metrics = [.. Member(directive, "Metrics", JsonValueKind.Array).EnumerateArray()];
            Assert.InRange(metrics.Length, 1, MaxMetrics);
            Assert.All(metrics, metric => AssertMetric(document, metric));
        }

        return document;
    }

    private static void AssertDimensions(JsonElement document, JsonElement set)
    {
        string[] names = [.. set.EnumerateArray().Select(static name => name.GetString()!)];
        Assert.InRange(names.Length, 0, MaxDimensions);
        Assert.Equal(names.Distinct(), names);
        Assert.All(names, name =>
        {
            Assert.InRange(name.Length, 1, 250);
            string value = Member(document, name, JsonValueKind.String).GetString()!;
            Assert.InRange(value.Length, 1, 1_024);
            Assert.True(value.Any(static character => !char.IsWhiteSpace(character)) && value.All(char.IsAscii), $"'{value}'");
        });
    }

    private static void AssertMetric(JsonElement document, JsonElement metric)
    {
        OnlyHas(metric, "Name", "Unit", "StorageResolution");
        string name = Member(metric, "Name", JsonValueKind.String).GetString()!;
        Assert.InRange(name.Length, 1, 1_024);
        Assert.Contains(metric.TryGetProperty("Unit", out JsonElement unit) ? unit.GetString() : "None", Units);
        Assert.True(!metric.TryGetProperty("StorageResolution", out JsonElement resolution) || resolution.GetInt32() is 1 or 60);
        JsonElement target = Member(document, name, null);
        JsonElement[] values = target.ValueKind == JsonValueKind.Array ? [.. target.EnumerateArray()] : [target];
        Assert.InRange(values.Length, 1, MaxValues);
        Assert.All(values, value => Assert.True(value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()), $"{name} is {value}"));
    }

    private static JsonElement Member(JsonElement parent, string name, JsonValueKind? kind)
    {
        Assert.True(parent.TryGetProperty(name, out JsonElement member), $"{name} is missing in {parent}");
        Assert.True(kind is null || member.ValueKind == kind, $"{name} is {member}");
        return member;
    }

    private static void OnlyHas(JsonElement parent, params string[] names) => Assert.Subset(names.ToHashSet(), parent.EnumerateObject().Select(static member => member.Name).ToHashSet());

    [GeneratedRegex("^[^:][a-zA-Z0-9._/#:-]{0,254}$")]
    private static partial Regex Namespace();
}
