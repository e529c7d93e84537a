using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Tests.Sqs.Messages;

/// <summary>Which handles delete and change visibility, on both kinds of queue.</summary>
public sealed class ReceiptHandleTests
{
    private const string Unavailable = "Message does not exist or is not available for visibility timeout change.";

    private readonly TestQueues _queues = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Deleting_twice_is_no_error(bool isFifo)
    {
        var queue = Queue(isFifo);
        queue.Send("a", "g");
        var message = await queue.ReceiveOne();
        queue.DeleteMessage(message.ReceiptHandle);
        queue.DeleteMessage(message.ReceiptHandle);

        Assert.Equal(0, queue.Counts.Total);
    }

    [Fact]
    public async Task A_standard_queue_deletes_a_message_whose_visibility_timeout_has_ended()
    {
        var queue = Queue(isFifo: false);
        queue.Send("a");
        var message = await queue.ReceiveOne();
        _queues.Pass(30);
        queue.DeleteMessage(message.ReceiptHandle);

        Assert.Equal(0, queue.Counts.Total);
        Assert.Empty(await queue.Receive());
    }

    [Fact]
    public async Task A_standard_queue_accepts_a_handle_that_is_not_the_latest_and_deletes_nothing()
    {
        var queue = Queue(isFifo: false);
        queue.Send("a");
        var earlier = await queue.ReceiveOne();
        _queues.Pass(30);
        await queue.ReceiveOne();
        queue.DeleteMessage(earlier.ReceiptHandle);

        Assert.Equal(1, queue.Counts.NotVisible);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_FIFO_queue_refuses_an_expired_handle(bool isReceivedAgain)
    {
        var queue = Queue(isFifo: true);
        queue.Send("a", "g");
        string handle = (await queue.ReceiveOne()).ReceiptHandle;
        _queues.Pass(30);
        if (isReceivedAgain)
        {
            await queue.ReceiveOne();
        }

        var error = Assert.Throws<SqsException>(() => queue.DeleteMessage(handle));
        Assert.Equal("InvalidParameterValue", error.Code);
        Assert.Equal($"Value {handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.", error.Message);
        Assert.Equal(1, queue.Counts.Total);
    }

    [Fact]
    public async Task A_FIFO_queue_accepts_a_handle_whose_timeout_was_extended_in_time()
    {
        var queue = Queue(isFifo: true);
        queue.Send("a", "g");
        var message = await queue.ReceiveOne();
        _queues.Pass(29);
        queue.ChangeMessageVisibility(message.ReceiptHandle, TimeSpan.FromSeconds(30));
        _queues.Pass(29);
        queue.DeleteMessage(message.ReceiptHandle);

        Assert.Equal(0, queue.Counts.Total);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("AQEBAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AQEB not base64 but so many chars")]
    public void A_handle_that_is_none_is_refused(string handle)
    {
        var queue = Queue(isFifo: false);
        foreach (Action use in (Action[])[() => queue.DeleteMessage(handle), () => queue.ChangeMessageVisibility(handle, TimeSpan.Zero)])
        {
            var error = Assert.Throws<SqsException>(use);
            Assert.Equal(("ReceiptHandleIsInvalid", 400), (error.Code, error.HttpStatus));
            Assert.Equal($"The input receipt handle \"{handle}\" is not a valid receipt handle.", error.Message);
        }
    }

    [Fact]
    public async Task A_handle_of_another_queue_is_refused()
    {
        var queue = Queue(isFifo: false);
        queue.Send("a");
        var message = await queue.ReceiveOne();

        Assert.Equal("ReceiptHandleIsInvalid", Assert.Throws<SqsException>(() => _queues.Standard("other").DeleteMessage(message.ReceiptHandle)).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_visibility_of_a_deleted_message_cannot_be_changed(bool isFifo)
    {
        var queue = Queue(isFifo);
        queue.Send("a", "g");
        string handle = (await queue.ReceiveOne()).ReceiptHandle;
        queue.DeleteMessage(handle);

        var error = Assert.Throws<SqsException>(() => queue.ChangeMessageVisibility(handle, TimeSpan.FromSeconds(42)));
        Assert.Equal("InvalidParameterValue", error.Code);
        Assert.Equal($"Value {handle} for parameter ReceiptHandle is invalid. Reason: {Unavailable}", error.Message);
    }

    [Fact]
    public async Task Changing_the_visibility_of_a_visible_message_does_nothing_on_a_standard_queue()
    {
        var queue = Queue(isFifo: false);
        queue.Send("a");
        var message = await queue.ReceiveOne();
        _queues.Pass(30);
        queue.ChangeMessageVisibility(message.ReceiptHandle, TimeSpan.FromSeconds(60));

        Assert.Equal(["a"], await queue.ReceiveBodies());
    }

    [Fact]
    public async Task An_earlier_handle_can_still_end_the_visibility_timeout_on_a_standard_queue()
    {
        var queue = Queue(isFifo: false);
        queue.Send("a");
        var earlier = await queue.ReceiveOne(timeout: 0);
        await queue.ReceiveOne(timeout: 3);
        queue.ChangeMessageVisibility(earlier.ReceiptHandle, TimeSpan.Zero);

        Assert.Equal(["a"], await queue.ReceiveBodies());
    }

    [Fact]
    public async Task A_changed_timeout_counts_from_the_change_and_is_not_remembered_for_the_next_receive()
    {
        var queue = Queue(isFifo: false);
        queue.Send("a");
        var message = await queue.ReceiveOne();
        _queues.Pass(15);
        queue.ChangeMessageVisibility(message.ReceiptHandle, TimeSpan.FromSeconds(10));
        _queues.Pass(9);
        Assert.Empty(await queue.Receive());
        _queues.Pass(1);
        Assert.Equal(_queues.Time.GetUtcNow().AddSeconds(30), (await queue.ReceiveOne()).VisibleAt);
    }

    [Fact]
    public async Task A_message_is_hidden_for_12_hours_at_most_in_all()
    {
        var queue = Queue(isFifo: false);
        queue.Send("a");
        var message = await queue.ReceiveOne();
        queue.ChangeMessageVisibility(message.ReceiptHandle, TimeSpan.FromSeconds(43200));
        _queues.Pass(3600);
        queue.ChangeMessageVisibility(message.ReceiptHandle, TimeSpan.FromSeconds(43200 - 3600));

        var error = Assert.Throws<SqsException>(() => queue.ChangeMessageVisibility(message.ReceiptHandle, TimeSpan.FromSeconds(43200 - 3599)));
        Assert.Equal(
            "Value 39601 for parameter VisibilityTimeout is invalid. Reason: "
            + "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]",
            error.Message);
        _queues.Pass(43200 - 3600);
        Assert.Equal(["a"], await queue.ReceiveBodies());
    }

    private SqsQueue Queue(bool isFifo) => isFifo ? _queues.Fifo("q") : _queues.Standard("q");
}
