using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Tests.Sqs.Redrive;

public sealed class DeadLetterSourceTests
{
    private readonly TestQueues _queues = new();

    [Fact]
    public void Lists_the_queues_whose_redrive_policy_names_the_queue()
    {
        var dead = _queues.Standard("dead");
        var other = _queues.Standard("other");
        _queues.Standard("none");
        _queues.Standard("b", TestQueues.Redrive(dead, 1));
        _queues.Standard("a", TestQueues.Redrive(dead, 5));
        var c = _queues.Standard("c", TestQueues.Redrive(other, 1));

        Assert.Equal(["a", "b"], SourcesOf(dead));
        Assert.Equal(["c"], SourcesOf(other));
        Assert.Empty(SourcesOf(c));

        c.With(_queues, TestQueues.Redrive(dead, 1));
        _queues.Service.DeleteQueue("a");
        Assert.Equal(["b", "c"], SourcesOf(dead));
        Assert.Empty(SourcesOf(other));
    }

    [Fact]
    public void Lists_them_in_pages()
    {
        var dead = _queues.Standard("dead");
        foreach (string name in (string[])["a", "b", "c"])
        {
            _queues.Standard(name, TestQueues.Redrive(dead, 1));
        }

        var (first, token) = _queues.Service.ListDeadLetterSourceQueues(dead, 2);
        var (second, end) = _queues.Service.ListDeadLetterSourceQueues(dead, 2, token);

        Assert.Equal(["a", "b"], first.Select(queue => queue.Name));
        Assert.NotNull(token);
        Assert.Equal(["c"], second.Select(queue => queue.Name));
        Assert.Null(end);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void Refuses_a_page_that_is_not_1_to_1000_long(int maxResults)
    {
        var error = Assert.Throws<SqsException>(() => _queues.Service.ListDeadLetterSourceQueues(_queues.Standard("dead"), maxResults));

        Assert.Equal(
            ("InvalidParameterValue", "Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000."),
            (error.Code, error.Message));
    }

    private IEnumerable<string> SourcesOf(SqsQueue queue) => _queues.Service.ListDeadLetterSourceQueues(queue).Queues.Select(source => source.Name);
}
