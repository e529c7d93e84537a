using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using SqsLambda.Local.CommandLine;
using SqsLambda.Local.Tests.CommandLine;

namespace SqsLambda.Local.Tests.Running;

/// <summary>A run that is changed by its console.</summary>
public sealed partial class ConsoleRunTests : IDisposable
{
    private const string Arn = "arn:aws:sqs:us-east-1:000000000000:memos";

    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http = new() { DefaultRequestHeaders = { { "X-Sqs-Lambda-Console", "1" } } };
    private readonly RecordingWriter _output = new();
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public async Task What_the_console_changes_is_told_in_the_terminal_and_the_faults_at_the_end()
    {
        Task<int> running = CommandLineProgram.RunAsync(
            new TestFunctions(TimeProvider.System),
            ["--port", "0", "--send", _file, "--seed", "3", "--env", "AWS_REGION=us-east-1"],
            _output, TextWriter.Null, TimeProvider.System, _stop.Token);
        await _output.WrittenAsync("up to 10 messages in a batch");

        Assert.Equal("memos is paused", await DoAsync("pause", new { queue = Arn }));
        await DoAsync("send", new { queue = Arn, body = """{"id":"1","text":"a"}""" });
        await _output.WrittenAsync("  sent: ");
        Assert.Equal("memos: batch size 10 → 5, fault delete 0 → 100 %", await DoAsync("settings", new { queue = Arn, batchSize = 5, faults = new { delete = 100 } }));
        await DoAsync("resume", new { queue = Arn });
        await _output.WrittenAsync("done, but not deleted: the delete failed, by --fault-delete");
        await DoAsync("settings", new { queue = Arn, faults = new { delete = 0 } });
        await _stop.CancelAsync();
        Assert.Equal(ExitCode.Success, await running.WaitAsync(TimeSpan.FromMinutes(2)));

        Assert.Equal(
            [
                "memos is paused", "memos: batch size 10 → 5, fault delete 0 → 100 %", "memos is resumed", "memos: fault delete 100 → 0 %",
            ],
            ByConsole().Matches(_output.ToString()).Select(static line => line.Groups["what"].Value));
        Assert.Contains($"faults (--seed 3): delete 1{Environment.NewLine}", _output.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        File.Delete(_file);
        _stop.Dispose();
        _http.Dispose();
        _output.Dispose();
    }

    private async Task<string> DoAsync(string action, object request)
    {
        using HttpResponseMessage response = await _http.PostAsJsonAsync($"{Endpoint().Match(_output.ToString()).Value}/console/do/{action}", request);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return text;
    }

    [GeneratedRegex(@"(?<=^SQS       )\S+")]
    private static partial Regex Endpoint();

    [GeneratedRegex(@"(?m)^ +\d+\.\d{3}  (?<what>.*) \(by the console\)\r?$")]
    private static partial Regex ByConsole();
}
