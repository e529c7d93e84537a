using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Tests.Sqs;

public sealed class SqsServiceTests
{
    private const string StandardName = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length";

    private const string FifoName =
        "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length";

    private readonly TestQueues _queues = new();

    [Theory]
    [InlineData(null, false, "Value for parameter QueueName is invalid. Reason: Must specify a queue name.")]
    [InlineData("", false, "Queue name cannot be empty")]
    [InlineData("a.b", false, StandardName)]
    [InlineData("é", false, StandardName)]
    [InlineData("a.fifo", false, StandardName)]
    [InlineData("a", true, FifoName)]
    [InlineData(".fifo", true, StandardName)]
    [InlineData("a.b.fifo", true, StandardName)]
    public void A_name_that_breaks_a_rule_is_refused(string? name, bool isFifo, string message)
    {
        var error = Assert.Throws<SqsException>(() => _queues.Service.CreateQueue(name, isFifo ? TestQueues.Map("FifoQueue=true") : null));
        Assert.Equal(("InvalidParameterValue", message), (error.Code, error.Message));
    }

    [Theory]
    [InlineData(80, true)]
    [InlineData(81, false)]
    public void A_name_has_up_to_80_characters_the_suffix_included(int length, bool isAllowed)
    {
        Assert.Equal(isAllowed, Record.Exception(() => _queues.Standard(new string('a', length))) is null);
        Assert.Equal(isAllowed, Record.Exception(() => _queues.Fifo(new string('a', length - ".fifo".Length))) is null);
    }

    [Fact]
    public void Creating_a_queue_again_finds_it_if_the_given_attributes_are_the_same()
    {
        var queue = _queues.Standard("q", "ReceiveMessageWaitTimeSeconds=1", "DelaySeconds=1");
        Assert.Same(queue, _queues.Standard("q"));
        Assert.Same(queue, _queues.Standard("q", "DelaySeconds=1"));
        Assert.Same(queue, _queues.Standard("q", "VisibilityTimeout=30"));

        var error = Assert.Throws<SqsException>(() => _queues.Standard("q", "ReceiveMessageWaitTimeSeconds=1", "DelaySeconds=2"));
        Assert.Equal("QueueAlreadyExists", error.Code);
        Assert.Equal("com.amazonaws.sqs#QueueNameExists", error.Type);
        Assert.Equal("A queue already exists with the same name and a different value for attribute DelaySeconds", error.Message);

        queue.With(_queues, "DelaySeconds=2");
        Assert.Same(queue, _queues.Standard("q", "DelaySeconds=2"));
    }

    [Fact]
    public void A_FIFO_attribute_may_be_written_in_any_case()
    {
        var queue = _queues.Service.CreateQueue("q.fifo", TestQueues.Map("FifoQueue=True", "ContentBasedDeduplication=False"));
        Assert.True(queue.IsFifo);
        Assert.Equal("false", queue.GetAttributes(["All"])["ContentBasedDeduplication"]);
    }

    [Fact]
    public void The_name_of_a_deleted_queue_can_be_used_again_after_60_seconds()
    {
        _queues.Standard("q");
        _queues.Service.DeleteQueue("q");
        Assert.Equal(
            "The specified queue does not exist.", Assert.Throws<SqsException>(() => _queues.Service.GetQueue("q")).Message);
        _queues.Pass(59.999);
        var error = Assert.Throws<SqsException>(() => _queues.Standard("q"));
        Assert.Equal("AWS.SimpleQueueService.QueueDeletedRecently", error.Code);
        Assert.Equal("You must wait 60 seconds after deleting a queue before you can create another with the same name.", error.Message);
        _queues.Pass(0.001);
        Assert.Equal(0, _queues.Standard("q").Counts.Total);
    }

    [Fact]
    public void Queues_are_listed_by_prefix_and_in_pages()
    {
        foreach (string name in (string[])["b2", "a", "b1", "b3"])
        {
            _queues.Standard(name);
        }

        var (all, none) = _queues.Service.ListQueues();
        Assert.Equal(["a", "b1", "b2", "b3"], all.Select(queue => queue.Name));
        Assert.Null(none);
        var (first, token) = _queues.Service.ListQueues("b", 2);
        Assert.Equal(["b1", "b2"], first.Select(queue => queue.Name));
        var (second, end) = _queues.Service.ListQueues("b", 2, token);
        Assert.Equal(["b3"], second.Select(queue => queue.Name));
        Assert.NotNull(token);
        Assert.Null(end);
        Assert.Throws<SqsException>(() => _queues.Service.ListQueues(maxResults: 1001));
        Assert.Throws<SqsException>(() => _queues.Service.ListQueues(nextToken: "?"));
    }
}
