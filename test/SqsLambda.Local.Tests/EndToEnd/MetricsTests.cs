using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SqsLambda.Batch.Tests.Metrics;
using SqsLambda.Local.CommandLine;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>A run where some handlers fail and some messages never can succeed: its metrics tell what its summary tells.</summary>
public sealed partial class MetricsTests : IDisposable
{
    private static readonly string[] Outcomes =
    [
        "MessagesProcessed", "MessagesDuplicate", "MessagesInProgress", "MessagesFailed", "MessagesFailedPermanently", "MessagesDeadLettered", "MessagesNotAttempted",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    /// <summary>How often a message comes back before that may depend on how busy the machine is.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everything_is_processed_or_dead_lettered_with_its_reason_and_the_metrics_add_up_to_the_summary(bool deadLetterAtOnce)
    {
        string file = Path.Combine(_folder.FullName, "messages.jsonl");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 100).Select(static number => Order(number)));

        var (exitCode, output, error) = await LocalProgram.RunAsync(
            new Dictionary<string, string> { ["BACKOFF_BASE_SECONDS"] = "1", ["BACKOFF_MAX_SECONDS"] = "1" },
            [
                "--port", "0", "--send", file, "--until-idle", "--metrics", "--visibility-timeout", "30", "--function-timeout", "10",
                "--max-receive-count", "4", .. deadLetterAtOnce ? ["--dead-letter-at-once"] : Array.Empty<string>(),
            ]);

        var summary = Summary().Match(output);
        Assert.Equal(1, exitCode);
        Assert.Equal((100, 95, 5), (Of("sent"), Of("processed"), Of("dead")));

        ILookup<string, string> told = output.Split('\n').Select(static line => line.Trim().Split("  ", 3)).Where(static parts => parts.Length == 3)
            .ToLookup(static parts => parts[1], static parts => parts[2]);
        string[] invalid = [.. told.Where(static message => message.First().Contains("\"quantity\":0", StringComparison.Ordinal)).Select(static message => message.Key)];
        Assert.Equal(5, invalid.Length);
        Assert.All(invalid, id =>
        {
            Assert.Contains(told[id], static line => line.StartsWith("failed permanently: quantity is 0: 1 to 10,000 is allowed; ", StringComparison.Ordinal));
            Assert.Contains(told[id], line => deadLetterAtOnce
                ? line.EndsWith("; sent to the dead-letter queue by the function", StringComparison.Ordinal)
                : line == "moved to the dead-letter queue orders-dlq after 4 receives");
        });

        JsonElement[] metrics = [.. error.Split('\n').Where(static line => line.StartsWith('{')).Select(EmfSpecification.Read)];
        Assert.All(metrics, static document => Assert.Equal(document.GetProperty("MessagesReceived").GetInt32(), Outcomes.Sum(name => document.GetProperty(name).GetInt32())));
        Assert.Equal(
            (100 + Of("retries"), Of("processed"), Of("duplicates"), deadLetterAtOnce ? Of("dead") : 0),
            (Sum("MessagesReceived"), Sum("MessagesProcessed"), Sum("MessagesDuplicate"), Sum("MessagesDeadLettered")));
        Assert.True(Sum("MessagesFailed") >= 20 && Sum("MessagesFailedPermanently") >= (deadLetterAtOnce ? 0 : 5), string.Join('\n', metrics));

        int Of(string name) => int.Parse(summary.Groups[name].Value, CultureInfo.InvariantCulture);
        int Sum(string name) => metrics.Sum(document => document.GetProperty(name).GetInt32());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // 20 % fail once, 5 % are invalid.
    private static string Order(int number) =>
        $$"""{"orderId":"{{number}}","sku":"{{(number % 5 == 1 ? FlakyOrderBook.Sku : "TEA-250")}}","quantity":{{(number % 20 == 0 ? 0 : 1)}}}""";

    [GeneratedRegex(@"sent (?<sent>\d+), processed (?<processed>\d+), duplicates (?<duplicates>\d+), retries (?<retries>\d+), dead-lettered (?<dead>\d+)$")]
    private static partial Regex Summary();
}
