using System.Text.Json;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Local.CommandLine;
using SqsLambda.Local.Tests.CommandLine;
using SqsLambda.TestFunction.Memos;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>The main job, and the function as it is deployed, with their records and memos in DynamoDB.</summary>
[Collection(SharedDynamoDb.Name)]
public sealed class DynamoDbTests(DynamoDbLocal dynamoDb) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly RecordingWriter _output = new();
    private readonly RecordingWriter _error = new();
    private readonly string _run = Guid.NewGuid().ToString("N");

    [SkippableFact]
    public async Task The_main_job_handles_each_memo_once_and_knows_it_when_it_runs_again()
    {
        string first = await RunAsync("1", "2", "1");
        Assert.Matches(@"\nsent 3, processed 2, duplicates 1(, retries \d+)?$", first);
        Assert.Contains($"local-idempotency-table and local-memos-table in {dynamoDb.Endpoint.ToString().TrimEnd('/')}", first, StringComparison.Ordinal);

        Assert.Matches(@"\nsent 2, processed 1, duplicates 1(, retries \d+)?$", await RunAsync("2", "3"));

        foreach (string id in new[] { "1", "2", "3" })
        {
            Assert.Equal("1", (await MemoAsync("local-memos-table", id))["timesWritten"].N);
        }
    }

    [SkippableTheory]
    [InlineData("8000", "--dynamodb is '8000': allowed is an http or https URL, such as http://127.0.0.1:8000.")]
    [InlineData("ftp://127.0.0.1", "--dynamodb is 'ftp://127.0.0.1': allowed is an http or https URL, such as http://127.0.0.1:8000.")]
    [InlineData("http://127.0.0.1:9", "--dynamodb is 'http://127.0.0.1:9', where no DynamoDB can be used: ")]
    public async Task An_endpoint_that_is_none_is_answered_with_one_line_and_exit_code_2(string url, string message)
    {
        Assert.Equal(ExitCode.Usage, await CommandLineProgram.RunAsync(
            new TestFunctions(TimeProvider.System), ["--port", "0", "--dynamodb", url], _output, _error, TimeProvider.System, default));

        Assert.StartsWith(message, _error.ToString(), StringComparison.Ordinal);
        Assert.Single(_error.ToString().TrimEnd().Split('\n'));
        Assert.Empty(_output.ToString());
    }

    [SkippableFact]
    public async Task The_function_as_deployed_takes_tables_region_credentials_and_endpoint_from_its_environment()
    {
        (string table, string memos) = (await dynamoDb.CreateTableAsync(), await dynamoDb.CreateTableAsync(MemoTable.PartitionKey));
        string file = Path.Combine(_folder.FullName, "event.json");
        await File.WriteAllTextAsync(file, EventOf(Memo("1")));

        for (int delivery = 0; delivery < 2; delivery++)
        {
            (int exitCode, string output, string error) = await InvokeAsync(file, table, memos);

            Assert.Equal((0, """{"batchItemFailures":[]}"""), (exitCode, output));
            string[] lines = [.. error.Split('\n').Select(static line => line.Trim())];
            Assert.StartsWith("Information: Batch of 1 messages from memos: ", lines[^1], StringComparison.Ordinal);

            // A busy machine may not answer the first call in time: it is made once more, and no more often.
            Assert.InRange(lines.Length, 1, 2);
            Assert.All(lines[..^1], static line => Assert.StartsWith("Error: The idempotency store did not claim 1 message", line, StringComparison.Ordinal));
            Assert.Equal("1", (await MemoAsync(memos, "1"))["timesWritten"].N);
        }
    }

    [SkippableFact]
    public async Task A_table_that_is_missing_is_named_with_its_region_and_the_message_is_returned()
    {
        string file = Path.Combine(_folder.FullName, "event.json");
        await File.WriteAllTextAsync(file, EventOf(Memo("1")));

        (int exitCode, string output, string error) = await InvokeAsync(file, "no-such-table", await dynamoDb.CreateTableAsync(MemoTable.PartitionKey));

        Assert.Equal((0, """{"batchItemFailures":[{"itemIdentifier":"m1"}]}"""), (exitCode, output));
        Assert.Matches($"table 'no-such-table' in {DynamoDbLocal.Region} at http://\\S+ does not exist", error);
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        _output.Dispose();
        _error.Dispose();
    }

    private string Memo(string id) => $$"""{"id":"{{_run}}-{{id}}","text":"a"}""";

    private static string EventOf(string body) =>
        $$"""
        {"Records":[{"messageId":"m1","receiptHandle":"h","body":"{{JsonEncodedText.Encode(body)}}","attributes":{"ApproximateReceiveCount":"1"},
        "messageAttributes":{},"eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-1:000000000000:memos","awsRegion":"us-east-1"}]}
        """;

    private async Task<string> RunAsync(params string[] ids)
    {
        string file = Path.Combine(_folder.FullName, "messages.jsonl");
        await File.WriteAllLinesAsync(file, ids.Select(Memo));

        // One group: a copy comes after the first is done, and no visibility timeout has to end. DynamoDB Local keeps the tables of each access key apart.
        (int exitCode, string output, string error) = await LocalProgram.RunAsync(
            new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = DynamoDbLocal.AccessKey },
            "--port", "0", "--until-idle", "--fifo", "--function-timeout", "60", "--send", file, "--dynamodb", dynamoDb.Endpoint.ToString());
        Assert.True(exitCode == ExitCode.Success, error);
        return output;
    }

    private async Task<Dictionary<string, AttributeValue>> MemoAsync(string table, string id)
    {
        using AmazonDynamoDBClient client = dynamoDb.NewClient();
        GetItemResponse response = await client.GetItemAsync(table, new Dictionary<string, AttributeValue> { [MemoTable.PartitionKey] = new($"{_run}-{id}") });
        return response.Item;
    }

    private Task<CommandResult> InvokeAsync(string file, string table, string memos) => LocalProgram.RunAsync(
        new Dictionary<string, string>
        {
            ["IDEMPOTENCY_TABLE"] = table,
            ["MEMOS_TABLE"] = memos,
            ["AWS_ENDPOINT_URL_DYNAMODB"] = dynamoDb.Endpoint.ToString(),
            ["AWS_REGION"] = DynamoDbLocal.Region,

            // DynamoDB Local keeps the tables of each access key apart.
            ["AWS_ACCESS_KEY_ID"] = DynamoDbLocal.AccessKey,
        },
        "invoke", "--event", file);
}
