using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>Runs of the function as the laptop loads it.</summary>
public sealed partial class LoadedFunctionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    /// <summary>How often a message comes back before that may depend on how busy the machine is.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everything_is_processed_or_dead_lettered_with_its_reason_and_is_told_so(bool deadLetterAtOnce)
    {
        string file = Path.Combine(_folder.FullName, "messages.jsonl");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, 100).Select(Memo));

        var (exitCode, output, _) = await LocalProgram.RunAsync(
            new Dictionary<string, string> { ["BACKOFF_BASE_SECONDS"] = "1", ["BACKOFF_MAX_SECONDS"] = "1" },
            [
                "--port", "0", "--send", file, "--until-idle", "--visibility-timeout", "30", "--function-timeout", "10",
                "--max-receive-count", "4", .. deadLetterAtOnce ? ["--dead-letter-at-once"] : Array.Empty<string>(),
            ]);

        var summary = Summary().Match(output);
        Assert.Equal(1, exitCode);
        Assert.Equal((100, 95, 5), (Of("sent"), Of("processed"), Of("dead")));

        ILookup<string, string> told = Told().Matches(output).ToLookup(static line => line.Groups["id"].Value, static line => line.Groups["what"].Value);
        string[] invalid = [.. told.Where(static message => message.First().Contains("\"text\":\"\"", StringComparison.Ordinal)).Select(static message => message.Key)];
        Assert.Equal(5, invalid.Length);
        Assert.All(invalid, id =>
        {
            Assert.Contains(told[id], static line => line.EndsWith(": text is blank", StringComparison.Ordinal));
            Assert.Contains(told[id], line => deadLetterAtOnce
                ? line.EndsWith("  dead-lettered: text is blank", StringComparison.Ordinal)
                : line.EndsWith("  dead-lettered: moved to memos-dlq after 4 receives", StringComparison.Ordinal));
        });

        int Of(string name) => int.Parse($"0{summary.Groups[name].Value}", CultureInfo.InvariantCulture);
    }

    /// <summary>What is loaded is the deployed function's constructor; the variable is the one that Lambda sets.</summary>
    [Theory]
    [InlineData("true", 2)]
    [InlineData("false", 1)]
    public async Task In_Lambda_each_batch_is_a_line_on_standard_output_unless_it_is_switched_off(string metrics, int lines)
    {
        string file = Path.Combine(_folder.FullName, "event.json");
        await File.WriteAllTextAsync(
            file,
            """{"Records":[{"messageId":"m1","receiptHandle":"h","body":"no memo","attributes":{"ApproximateReceiveCount":"1"},"messageAttributes":{},"eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-1:000000000000:memos","awsRegion":"us-east-1"}]}""");

        var (exitCode, output, error) = await LocalProgram.RunAsync(
            new Dictionary<string, string>(),
            "invoke", "--event", file, "--env", "AWS_LAMBDA_FUNCTION_NAME=memos", "--env", "MEMOS_TABLE=memos", "--env", $"METRICS={metrics}");

        string[] written = output.Split('\n');
        Assert.True((0, lines) == (exitCode, written.Length), error + output);
        Assert.Equal(lines == 2 ? ["1"] : [], written[..^1].Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("MessagesReceived").GetRawText()));
        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"m1"}]}""", written[^1]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    // 5 % are invalid.
    private static string Memo(int number) =>
        $$"""{"id":"{{number}}","text":"{{(number % 20 == 0 ? "" : "a")}}"}""";

    [GeneratedRegex(@"(?m)^ +\d+\.\d{3}  (?<id>[0-9a-f]+)  (?<what>.*)$")]
    private static partial Regex Told();

    [GeneratedRegex(@"sent (?<sent>\d+), processed (?<processed>\d+)(, duplicates (?<duplicates>\d+))?(, retries (?<retries>\d+))?, dead-lettered (?<dead>\d+)$")]
    private static partial Regex Summary();
}
