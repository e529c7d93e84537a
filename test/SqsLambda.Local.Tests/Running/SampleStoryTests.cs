using System.Text;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Projects;
using SqsLambda.Local.Running;

namespace SqsLambda.Local.Tests.Running;

public sealed class SampleStoryTests : IDisposable
{
    private const string ToFail = "FAIL-ONCE";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly List<(string Id, TimeSpan Time)> _hidden = [];
    private readonly List<string> _events = [];

    [Fact]
    public async Task A_marked_sample_is_withheld_at_its_first_receive_and_the_function_does_not_see_it()
    {
        InvocationResult result = await InvokeAsync([Message("a", "good"), Message("b", ToFail)]);

        Assert.Equal(["""{"Records":[{"id":"a"}]}"""], _events);
        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"of the function"},{"itemIdentifier":"b"}]}""", Encoding.UTF8.GetString(result.Payload));
        Assert.Equal([new("b", "withheld", "withheld once by the laptop, to show a retry")], result.Messages);
        Assert.Equal([("b", TimeSpan.FromSeconds(1))], _hidden);
    }

    [Theory]
    [InlineData(ToFail, 2)]
    [InlineData("a message of the user's with FAIL-ONCE", 1)]
    public async Task No_other_message_is_withheld(string body, int receiveCount)
    {
        InvocationResult result = await InvokeAsync([Message("a", body, receiveCount)]);

        Assert.Equal(["""{"Records":[{"id":"a"}]}"""], _events);
        Assert.Empty(result.Messages);
    }

    [Fact]
    public async Task On_a_FIFO_queue_what_follows_in_the_group_is_withheld_too()
    {
        InvocationResult result = await InvokeAsync(
            [Message("a", "good", group: "g"), Message("b", ToFail, group: "g"), Message("c", "good", group: "h"), Message("d", "good", group: "g")]);

        Assert.Equal(["""{"Records":[{"id":"a"},{"id":"c"}]}"""], _events);
        Assert.Equal(
            [
                new("b", "withheld", "withheld once by the laptop, to show a retry"),
                new("d", "withheld", "withheld by the laptop, because it follows a withheld message of its group"),
            ],
            result.Messages);
        Assert.Equal(["b", "d"], _hidden.Select(static message => message.Id));
    }

    [Fact]
    public async Task A_batch_of_which_nothing_is_left_is_not_invoked()
    {
        InvocationResult result = await InvokeAsync([Message("a", ToFail)]);

        Assert.Empty(_events);
        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"a"}]}""", Encoding.UTF8.GetString(result.Payload));
    }

    [Theory]
    [InlineData("", """{"batchItemFailures":[{"itemIdentifier":"b"}]}""")]
    [InlineData("null", """{"batchItemFailures":[{"itemIdentifier":"b"}]}""")]
    [InlineData("""{"batchItemFailures":null}""", """{"batchItemFailures":[{"itemIdentifier":"b"}]}""")]
    [InlineData("""{"batchItemFailures":1}""", """{"batchItemFailures":1}""")]
    [InlineData("no JSON", "no JSON")]
    public async Task Whatever_the_function_answers_the_withheld_message_stays_in_the_queue(string response, string seen)
    {
        InvocationResult result = await InvokeAsync([Message("a", "good"), Message("b", ToFail)], new(Encoding.UTF8.GetBytes(response), FunctionError: null));

        Assert.Equal(seen, Encoding.UTF8.GetString(result.Payload));
    }

    [Fact]
    public async Task A_throttled_batch_and_a_failed_one_stay_as_they_are()
    {
        PolledMessage[] messages = [Message("a", "good"), Message("b", ToFail)];

        Assert.Same(InvocationResult.Throttled, await InvokeAsync(messages, InvocationResult.Throttled));
        Assert.Empty(_hidden);
        Assert.Equal("broken", (await InvokeAsync(messages, InvocationResult.Failed("broken"))).FunctionError);
    }

    [Fact]
    public async Task A_sample_that_the_function_returns_is_back_after_a_second_and_dead_lettered_soon_after_its_last_receive()
    {
        InvocationResult answer = new("""{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"b"},{"itemIdentifier":"d"}]}"""u8.ToArray(), FunctionError: null);

        await InvokeAsync([Message("a", "good"), Message("b", "good", 3), Message("c", "good"), Message("d", "of the user")], answer, hurries: true);

        Assert.Equal([("a", TimeSpan.FromSeconds(1)), ("b", TimeSpan.FromMilliseconds(250))], _hidden);
    }

    [Fact]
    public void The_nearest_samples_below_a_folder_are_found_and_those_of_build_output_are_not()
    {
        Write("bin/samples.jsonl", "build output");
        Write(".hidden/samples.jsonl", "hidden");
        Assert.Null(SampleMessages.Find(_folder.FullName).File);

        Write("a/deep/samples.jsonl", "deep");
        Write("b/samples.jsonl", "one\n\ntwo");
        Write("b/sample-to-paste.json", "paste");

        SampleMessages found = SampleMessages.Find(_folder.FullName);
        Assert.Equal(["one", "two"], found.Lines);
        Assert.Equal("paste", found.ToPaste);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<InvocationResult> InvokeAsync(PolledMessage[] messages, InvocationResult? answer = null, bool hurries = false)
    {
        Write("samples.jsonl", $"good\n{ToFail}");
        var story = new SampleStory(
            SampleMessages.Find(_folder.FullName),
            batch =>
            {
                _events.Add(Encoding.UTF8.GetString(batch.Payload));
                return Task.FromResult(answer ?? new("""{"batchItemFailures":[{"itemIdentifier":"of the function"}]}"""u8.ToArray(), FunctionError: null));
            },
            (message, time) => _hidden.Add((message.MessageId, time)))
        {
            HurriesReturned = hurries,
            MaxReceiveCount = static () => 3,
        };
        string records = string.Join(',', messages.Select(static message => $$"""{"id":"{{message.MessageId}}"}"""));
        return await story.InvokeAsync(new(messages, Encoding.UTF8.GetBytes($$"""{"Records":[{{records}}]}""")));
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private static PolledMessage Message(string id, string body, int receiveCount = 1, string? group = null) => new(
        id, "handle", body, "md5", group is null ? [] : [new("MessageGroupId", group)], [], null, receiveCount, VisibleAgain: DateTimeOffset.UnixEpoch);
}
