using System.Text.RegularExpressions;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using SqsLambda.Local.Tests.Hosting;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>Runs in another region than the default one.</summary>
public sealed partial class RegionTests : IDisposable
{
    private const string Region = "eu-west-1";
    private const string Invalid = """{"id":"1","text":""}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    /// <summary>The function sends the dead letter with its own client, and what it read in the event.</summary>
    [Theory]
    [InlineData(Region, "us-east-1")]
    [InlineData("", Region)]
    public async Task The_queue_is_where_the_environment_of_the_function_says(string awsRegion, string awsDefaultRegion)
    {
        var environment = new Dictionary<string, string> { ["AWS_REGION"] = awsRegion, ["AWS_DEFAULT_REGION"] = awsDefaultRegion };
        using var program = new RunningProgram(environment, "--port", "0", "--dead-letter-at-once", "--send", "-");
        await program.WrittenAsync("--message-body");
        string url = Endpoint().Match(program.Output).Value;
        string queueUrl = $"{url}/000000000000/memos";
        using AmazonSQSClient client = NewClient(url, Region);
        using AmazonSQSClient elsewhere = NewClient(url, "us-east-1");

        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => elsewhere.SendMessageAsync(queueUrl, Invalid));
        string id = (await client.SendMessageAsync(queueUrl, Invalid)).MessageId;
        await program.WrittenAsync("dead-lettered: text is blank");

        Assert.Contains($"aws sqs send-message \\\n            --region {Region} --endpoint-url {url} \\", program.Output, StringComparison.Ordinal);
        Message letter = Assert.Single((await client.ReceiveMessageAsync(
            new ReceiveMessageRequest($"{queueUrl}-dlq") { MessageAttributeNames = ["All"], WaitTimeSeconds = 20 })).Messages);
        Assert.Equal(
            (Invalid, id, $"arn:aws:sqs:{Region}:000000000000:memos"),
            (letter.Body, letter.MessageAttributes["SourceMessageId"].StringValue, letter.MessageAttributes["SourceQueueArn"].StringValue));
    }

    [Fact]
    public async Task The_samples_are_processed_there()
    {
        var (exitCode, output, _) = await LocalProgram.RunAsync(
            new Dictionary<string, string> { ["AWS_REGION"] = Region }, "--port", "0", "--until-idle", "--dead-letter-at-once");

        Assert.Equal(1, exitCode);
        Assert.Contains($"--region {Region} ", output, StringComparison.Ordinal);
        Assert.Contains("sent 5, processed 3, duplicates 1, ", output, StringComparison.Ordinal);
        Assert.Contains("dead-lettered: text is blank", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_that_is_none_is_told()
    {
        var (_, output, error) = await LocalProgram.RunAsync(new Dictionary<string, string> { ["AWS_REGION"] = "mars" }, "--port", "0", "--until-idle");

        Assert.Contains("--region us-east-1 ", output, StringComparison.Ordinal);
        Assert.Contains("warning: AWS_REGION is 'mars', which is no name of a region: the queues are in us-east-1", error, StringComparison.Ordinal);
    }

    /// <summary>The AWS CLI takes the region from there, too, and finds the queue without an option.</summary>
    [Theory]
    [InlineData("", "eu-west-1")]
    [InlineData("other", "eu-west-2")]
    [InlineData("none", "us-east-1")]
    public async Task Without_variables_the_profile_says_the_region(string profile, string region)
    {
        string config = Path.Combine(_folder.FullName, "config");
        await File.WriteAllTextAsync(config, "[default]\nregion = eu-west-1\n[profile other]\nregion = eu-west-2\n");
        string empty = Path.Combine(_folder.FullName, "empty");
        await File.WriteAllTextAsync(empty, "");

        var (_, output, _) = await LocalProgram.RunAsync(
            new Dictionary<string, string>
            {
                ["AWS_REGION"] = "",
                ["AWS_DEFAULT_REGION"] = "",
                ["AWS_CONFIG_FILE"] = config,
                ["AWS_PROFILE"] = profile,
            },
            "--port", "0", "--until-idle", "--send", empty);

        Assert.Contains($"--region {region} ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_is_no_region_is_the_default_one()
    {
        var (exitCode, output, _) = await LocalProgram.RunAsync(
            new Dictionary<string, string> { ["AWS_REGION"] = "local", ["AWS_DEFAULT_REGION"] = "local" },
            "--port", "0", "--until-idle", "--dead-letter-at-once");

        Assert.Equal(1, exitCode);
        Assert.Contains("--region us-east-1 ", output, StringComparison.Ordinal);
        Assert.Contains("dead-lettered: text is blank", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_of_several_functions_has_its_queue_in_its_own_region()
    {
        string file = Path.Combine(_folder.FullName, "functions.json");
        await File.WriteAllTextAsync(file, $$"""
            {
              "functions": [
                { "function": "{{MemoFunctionFolder.Path}}", "name": "there", "variables": { "AWS_REGION": "{{Region}}" } },
                { "function": "{{MemoFunctionFolder.Path}}", "name": "here" },
              ],
            }
            """);

        var (_, output, _) = await LocalProgram.RunAsync(new Dictionary<string, string>(), "--functions", file, "--port", "0", "--until-idle");

        foreach ((string name, string region) in (ReadOnlySpan<(string, string)>)[("there", Region), ("here", "us-east-1")])
        {
            Assert.Contains($"{name} |             --region {region} ", output, StringComparison.Ordinal);
            Assert.Contains($"{name} | sent 5, processed 3, duplicates 1, ", output, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static AmazonSQSClient NewClient(string url, string region) =>
        new(new BasicAWSCredentials("local", "local"), new AmazonSQSConfig { ServiceURL = url, AuthenticationRegion = region });

    [GeneratedRegex(@"(?<=^SQS       )\S+")]
    private static partial Regex Endpoint();
}
