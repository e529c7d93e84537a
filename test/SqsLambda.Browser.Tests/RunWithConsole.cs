using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using SqsLambda.Local.Tests.EndToEnd;

namespace SqsLambda.Browser.Tests;

/// <summary>The laptop in a process of its own, with the function of test/SqsLambda.TestFunction, and a real client of its queues.</summary>
internal sealed partial class RunWithConsole : IDisposable
{
    private readonly RunningProgram _program;

    private RunWithConsole(RunningProgram program, string url) =>
        (_program, Url, Sqs) = (program, url, new(new BasicAWSCredentials("test", "test"), new AmazonSQSConfig { ServiceURL = url, MaxErrorRetry = 0 }));

    /// <summary>The address of the page, without a slash at the end.</summary>
    public string Url { get; }

    public AmazonSQSClient Sqs { get; }

    /// <summary>What the terminal shows.</summary>
    public string Output => _program.Output;

    /// <summary>Starts it on any free port, without samples.</summary>
    public static Task<RunWithConsole> StartAsync(params string[] arguments) => StartAtAsync(0, arguments);

    public static Task<RunWithConsole> StartAtAsync(int port, params string[] arguments) => StartAsync(
        new Dictionary<string, string>(),
        ["--port", $"{port}", "--function-timeout", "30", .. arguments, .. arguments.Contains("--send") ? Array.Empty<string>() : ["--send", NoMessages]]);

    /// <summary>Starts the functions of a file.</summary>
    public static Task<RunWithConsole> StartSeveralAsync(string file) => StartAsync(new Dictionary<string, string>(), ["--port", "0", "--functions", file]);

    /// <summary>Starts a run on the queue of another run.</summary>
    public static Task<RunWithConsole> StartOnAsync(RunWithConsole other) => StartAsync(
        new Dictionary<string, string> { ["AWS_ENDPOINT_URL_SQS"] = other.Url }, ["--queue-url", other.QueueUrl("memos"), "--function-timeout", "30"]);

    public string QueueUrl(string name) => $"{Url}/000000000000/{name}";

    /// <summary>Sends a memo, as another program would.</summary>
    /// <returns>The message id.</returns>
    public Task<string> SendMemoAsync(string id, string text, string queue = "memos") => SendAsync($$"""{"id":"{{id}}","text":"{{text}}"}""", queue);

    public async Task<string> SendAsync(string body, string queue = "memos") => (await Sqs.SendMessageAsync(new SendMessageRequest(QueueUrl(queue), body)
    {
        MessageGroupId = queue.EndsWith(".fifo", StringComparison.Ordinal) ? "group-1" : null,
        MessageDeduplicationId = queue.EndsWith(".fifo", StringComparison.Ordinal) ? $"{Guid.NewGuid()}" : null,
    })).MessageId;

    public Task WrittenAsync(string text) => _program.WrittenAsync(text);

    public void Dispose()
    {
        Sqs.Dispose();
        _program.Dispose();
    }

    private static async Task<RunWithConsole> StartAsync(Dictionary<string, string> environment, string[] arguments)
    {
        var program = new RunningProgram(environment, arguments);
        try
        {
            await program.WrittenAsync("in a browser");
            return new(program, Address().Match(program.Output).Groups["url"].Value);
        }
        catch (TimeoutException)
        {
            string said = $"{program.Output}\n{program.Error}";
            program.Dispose();
            throw new InvalidOperationException($"The run did not begin. It said: {said}");
        }
    }

    private static string NoMessages { get; } = System.IO.Path.GetTempFileName();

    [GeneratedRegex(@"console +(?<url>http://\S+)/ in a browser")]
    private static partial Regex Address();
}
