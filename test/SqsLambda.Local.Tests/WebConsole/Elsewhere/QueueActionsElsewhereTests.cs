using Amazon.SQS.Model;
using SqsLambda.Local.Tests.Http;
using SqsLambda.Local.WebConsole.Actions;
using SqsLambda.Local.WebConsole.Elsewhere;

namespace SqsLambda.Local.Tests.WebConsole.Elsewhere;

/// <summary>What the page does with a queue of another process, by AWSSDK.SQS.</summary>
public sealed class QueueActionsElsewhereTests(MovedClockEndpoint endpoint) : IClassFixture<MovedClockEndpoint>
{
    private const string Prefix = "arn:aws:sqs:us-east-1:000000000000:";

    [Fact]
    public async Task A_message_is_sent_with_all_that_the_page_asks_for()
    {
        QueueActionsElsewhere actions = await ActionsAsync("send.fifo");

        ActionAnswer answer = await actions.SendAsync(
            new(Prefix + "send.fifo", "body", null, "group", "id", [new("bytes", "Binary", "AAE="), new("text", "String", "é")]), CancellationToken.None);

        Assert.Equal(200, answer.Status);
        Assert.Matches("^sent message [0-9a-f]{8}… to send.fifo$", answer.Text);
        Message message = Assert.Single((await endpoint.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(UrlOf("send.fifo"))
        {
            MessageAttributeNames = ["All"],
            MessageSystemAttributeNames = ["All"],
        })).Messages);
        Assert.Equal(("body", "group", "é"), (message.Body, message.Attributes["MessageGroupId"], message.MessageAttributes["text"].StringValue));
        Assert.Equal([0, 1], message.MessageAttributes["bytes"].BinaryValue.ToArray());
    }

    [Fact]
    public async Task A_file_is_sent_and_what_SQS_refuses_is_named_by_its_line()
    {
        QueueActionsElsewhere actions = await ActionsAsync("file");

        ActionAnswer answer = await actions.SendFileAsync(new(Prefix + "file", "a.jsonl", "one\n\u0001\ntwo\n"u8.ToArray()), CancellationToken.None);

        Assert.Equal(400, answer.Status);
        Assert.StartsWith("sent 2 messages from a.jsonl to file; line 2 of a.jsonl was not sent: ", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Purge_and_redrive_are_those_of_SQS_with_its_errors()
    {
        QueueActionsElsewhere actions = await ActionsAsync("orders");
        await endpoint.Sqs.SendMessageAsync(UrlOf("orders"), "a");

        Assert.Equal((200, "purged orders"), await PartsAsync(actions.PurgeAsync(new(Prefix + "orders"), CancellationToken.None)));
        Assert.Equal(0, endpoint.QueueOf(UrlOf("orders")).Counts.Total);
        Assert.Equal(
            (400, "Only one PurgeQueue operation on orders is allowed every 60 seconds."),
            await PartsAsync(actions.PurgeAsync(new(Prefix + "orders"), CancellationToken.None)));
        (int status, string text) = await PartsAsync(actions.RedriveAsync(new(Prefix + "orders"), CancellationToken.None));
        Assert.Equal(400, status);
        Assert.NotEmpty(text);
    }

    [Fact]
    public async Task Dead_letters_go_to_the_only_queue_that_has_this_dead_letter_queue()
    {
        QueueActionsElsewhere actions = await ActionsAsync("letters");
        await endpoint.Sqs.CreateQueueAsync(new CreateQueueRequest("source")
        {
            Attributes = new() { ["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{Prefix}}letters","maxReceiveCount":1}""" },
        });
        await endpoint.Sqs.SendMessageAsync(UrlOf("letters"), "sent by the function itself");

        Assert.Equal(
            (200, "began to move the messages of letters to source"), await PartsAsync(actions.RedriveAsync(new(Prefix + "letters"), CancellationToken.None)));
        endpoint.Pass(1);
        await RunningEndpoint.UntilAsync(() => endpoint.QueueOf(UrlOf("letters")).Counts.IsEmpty);
        Assert.Equal(1, endpoint.QueueOf(UrlOf("source")).Counts.Visible);
    }

    [Fact]
    public async Task A_single_message_can_be_neither_deleted_nor_moved_and_other_queues_are_not_known()
    {
        QueueActionsElsewhere actions = await ActionsAsync("single");
        var refused = (400, "SQS lets a client delete or move only a message that it has received itself.");

        Assert.Equal(refused, await PartsAsync(actions.DeleteAsync(new(Prefix + "single", "id"), CancellationToken.None)));
        Assert.Equal(refused, await PartsAsync(actions.RedriveOneAsync(new(Prefix + "single", "id"), CancellationToken.None)));
        Assert.Equal((404, $"There is no queue '{Prefix}none'."), await PartsAsync(actions.PurgeAsync(new(Prefix + "none"), CancellationToken.None)));
    }

    private static async Task<(int Status, string Text)> PartsAsync(ValueTask<ActionAnswer> asked)
    {
        ActionAnswer answer = await asked;
        return (answer.Status, answer.Text);
    }

    private string UrlOf(string name) => $"{endpoint.Url}/000000000000/{name}";

    private async Task<QueueActionsElsewhere> ActionsAsync(string name)
    {
        var request = new CreateQueueRequest(name);
        if (name.EndsWith(".fifo", StringComparison.Ordinal))
        {
            request.Attributes = new() { ["FifoQueue"] = "true" };
        }

        await endpoint.Sqs.CreateQueueAsync(request);
        return new(endpoint.Sqs, [new(Prefix + name, UrlOf(name), null)]);
    }
}
