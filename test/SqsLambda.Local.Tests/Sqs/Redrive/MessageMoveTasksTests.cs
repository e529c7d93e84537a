using System.Text;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.Tests.Sqs.Redrive;

public sealed class MessageMoveTasksTests
{
    private const string NoSource = "The resource that you specified for the SourceArn parameter doesn't exist.";
    private const string NoDestination = "The resource that you specified for the DestinationArn parameter doesn't exist.";
    private const string NoTask = "Task does not exist.";

    private readonly TestQueues _queues = new();
    private readonly SqsQueue _dead;
    private readonly SqsQueue _queue;

    public MessageMoveTasksTests()
    {
        _dead = _queues.Standard("dead");
        _queue = _queues.Standard("q", TestQueues.Redrive(_dead, 1));
    }

    private MessageMoveTasks Tasks => _queues.Service.MoveTasks;

    [Theory]
    [InlineData("arn:aws:sqs:us-east-1:000000000000:none", null, null, "ResourceNotFoundException", NoSource)]
    [InlineData("arn:aws:sqs:eu-west-1:000000000000:dead", null, null, "ResourceNotFoundException", NoSource)]
    [InlineData("nonsense", null, null, "ResourceNotFoundException", NoSource)]
    [InlineData("#q", null, null, "InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")]
    [InlineData("#dead", "#none", null, "ResourceNotFoundException", NoDestination)]
    [InlineData("#dead", "#dead", null, "InvalidParameterValue", "Value #dead for parameter DestinationArn is invalid. Reason: Must be another queue than the source queue.")]
    [InlineData("#dead", "#f.fifo", null, "InvalidParameterValue", "Value #f.fifo for parameter DestinationArn is invalid. Reason: Must be of the same type of queue as the source queue.")]
    [InlineData("#dead", "#q", 0, "InvalidParameterValue", "Value 0 for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and 500, if provided.")]
    [InlineData("#dead", "#q", 501, "InvalidParameterValue", "Value 501 for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and 500, if provided.")]
    public void A_task_that_cannot_be_is_not_started(string source, string? destination, int? max, string code, string message)
    {
        _queues.Fifo("f");
        AssertError(code, Arn(message)!, () => Tasks.Start(Arn(source)!, Arn(destination), max));
        Assert.Empty(Tasks.List(_dead.Arn));

        static string? Arn(string? text) => text?.Replace("#", "arn:aws:sqs:us-east-1:000000000000:", StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_has_one_active_task()
    {
        _dead.SendAll("1", "2");
        Tasks.Start(_dead.Arn, _queue.Arn, 1);
        AssertError(
            "InvalidParameterValue", "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
            () => Tasks.Start(_dead.Arn));
        Assert.Single(Tasks.List(_dead.Arn, 10));
        _queues.Pass(1);
        Tasks.Start(_dead.Arn);

        Assert.Equal(2, Tasks.List(_dead.Arn, 10).Count);
    }

    [Fact]
    public void An_account_has_100_active_tasks()
    {
        List<SqsQueue> sources = [.. Enumerable.Range(0, 101).Select(i => _queues.Standard($"dead-{i}"))];
        foreach (var source in sources)
        {
            _queues.Standard("of-" + source.Name, TestQueues.Redrive(source, 1));
            source.SendAll("1", "2");
        }

        foreach (var source in sources.Take(100))
        {
            Tasks.Start(source.Arn, _queue.Arn, 1);
        }

        AssertError(
            "RequestThrottled", "The maximum number of active message move tasks is reached: 100.", () => Tasks.Start(sources[100].Arn, _queue.Arn));
        _queues.Service.DeleteQueue("dead-0");
        Tasks.Start(sources[100].Arn, _queue.Arn);
    }

    [Fact]
    public void Tasks_are_listed_with_the_newest_first_and_the_handle_while_they_run()
    {
        _dead.SendAll("1", "2", "3");
        long start = _queues.Time.GetUtcNow().ToUnixTimeMilliseconds();
        string cancelled = Tasks.Start(_dead.Arn, _queue.Arn, 1);
        Tasks.Cancel(cancelled);
        _queues.Pass(5);
        string running = Tasks.Start(_dead.Arn, _queue.Arn, 1);

        var newest = new ListMessageMoveTasksResultEntry
        {
            TaskHandle = running,
            Status = "RUNNING",
            SourceArn = _dead.Arn,
            DestinationArn = _queue.Arn,
            MaxNumberOfMessagesPerSecond = 1,
            ApproximateNumberOfMessagesMoved = 1,
            ApproximateNumberOfMessagesToMove = 2,
            StartedTimestamp = start + 5_000,
        };
        Assert.Equal([newest], Tasks.List(_dead.Arn));
        Assert.Equal(
            [
                newest,
                newest with { TaskHandle = null, Status = "CANCELLED", ApproximateNumberOfMessagesToMove = 3, StartedTimestamp = start },
            ],
            Tasks.List(_dead.Arn, 10));
        _queues.Pass(1);
        Assert.Equal(
            [newest with { TaskHandle = null, Status = "COMPLETED", ApproximateNumberOfMessagesMoved = 2 }], Tasks.List(_dead.Arn, 1));
    }

    [Fact]
    public void A_task_without_destination_and_rate_is_listed_without_them()
    {
        Tasks.Start(_dead.Arn);
        var task = Assert.Single(Tasks.List(_dead.Arn));

        Assert.Equal((null, null, null), (task.DestinationArn, task.MaxNumberOfMessagesPerSecond, task.FailureReason));
    }

    [Fact]
    public void The_10_newest_tasks_of_a_source_are_remembered()
    {
        for (int i = 0; i < 15; i++)
        {
            Tasks.Start(_dead.Arn);
            _queues.Pass(1);
        }

        long newest = _queues.Time.GetUtcNow().AddSeconds(-1).ToUnixTimeMilliseconds();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => newest - (1_000L * i)), Tasks.List(_dead.Arn, 10).Select(task => task.StartedTimestamp));
        Assert.Equal(10, _dead.MoveTasks.NewestFirst.Count);
    }

    [Fact]
    public void A_queue_of_the_same_name_has_no_tasks_of_the_one_before()
    {
        string handle = Tasks.Start(_dead.Arn);
        _queues.Service.DeleteQueue("dead");
        _queues.Pass(60);
        _queues.Standard("dead");

        Assert.Empty(Tasks.List(_dead.Arn));
        AssertError("ResourceNotFoundException", NoTask, () => Tasks.Cancel(handle));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    public void A_list_is_1_to_10_long(int maxResults) => AssertError(
        "InvalidParameterValue", $"Value {maxResults} for parameter MaxResults is invalid. Reason: Must be between 1 and 10, if provided.",
        () => Tasks.List(_dead.Arn, maxResults));

    [Fact]
    public void The_tasks_of_a_queue_that_does_not_exist_cannot_be_listed() =>
        AssertError("ResourceNotFoundException", NoSource, () => Tasks.List(_dead.Arn + "-none"));

    [Fact]
    public async Task A_cancelled_task_moves_no_more_and_leaves_what_it_moved()
    {
        _dead.SendAll("1", "2", "3", "4");
        string handle = Tasks.Start(_dead.Arn, _queue.Arn, 1);
        _queues.Pass(1);

        Assert.Equal(2, Tasks.Cancel(handle));
        _queues.Pass(10);
        Assert.Equal("CANCELLED", Assert.Single(Tasks.List(_dead.Arn)).Status);
        Assert.Equal(["1", "2"], await _queue.ReceiveBodies());
        Assert.Equal(["3", "4"], await _dead.ReceiveBodies());
        AssertError("ResourceNotFoundException", NoTask, () => Tasks.Cancel(handle));
    }

    [Fact]
    public void After_a_task_is_cancelled_another_one_can_be_started()
    {
        _dead.SendAll("1", "2", "3", "4");
        Tasks.Cancel(Tasks.Start(_dead.Arn, _queue.Arn, 1));
        Tasks.Start(_dead.Arn, _queue.Arn, 1);
        Assert.Equal(2, _queue.Counts.Total);
        _queues.Pass(1);

        Assert.Equal(3, _queue.Counts.Total);
    }

    [Fact]
    public void A_task_cancelled_while_it_moves_a_message_ends_after_that_message()
    {
        var progress = new MoveTaskProgress(toMove: 3);
        Assert.True(progress.Next());
        Assert.True(progress.TryCancel(out _));
        Assert.Equal(("CANCELLING", true), (progress.Snapshot().Status, progress.IsActive));
        progress.CountMoved();
        Assert.False(progress.Next());

        Assert.Equal(("CANCELLED", 1L, 3L, null), progress.Snapshot());
        Assert.False(progress.IsActive);
    }

    [Fact]
    public void A_task_cancelled_at_its_last_message_is_completed()
    {
        var progress = new MoveTaskProgress(toMove: 1);
        Assert.True(progress.Next());
        Assert.True(progress.TryCancel(out _));
        progress.CountMoved();
        Assert.False(progress.Pause());

        Assert.Equal(("COMPLETED", 1L, 1L, null), progress.Snapshot());
    }

    [Theory]
    [InlineData("foobared", "InvalidParameterValue", "Value for parameter TaskHandle is invalid.")]
    [InlineData("", "InvalidParameterValue", "Value for parameter TaskHandle is invalid.")]
    [InlineData("=[]", "InvalidParameterValue", "Value for parameter TaskHandle is invalid.")]
    [InlineData("={}", "InvalidParameterValue", "Value for parameter TaskHandle is invalid.")]
    [InlineData("={\"taskId\":1,\"sourceArn\":2}", "InvalidParameterValue", "Value for parameter TaskHandle is invalid.")]
    [InlineData("={\"taskId\":\"10f57157-fc38-4da9-a113-4de7e12d05dd\",\"sourceArn\":\"arn:aws:sqs:us-east-1:000000000000:none\"}", "ResourceNotFoundException", NoSource)]
    [InlineData("={\"taskId\":\"10f57157-fc38-4da9-a113-4de7e12d05dd\",\"sourceArn\":\"arn:aws:sqs:us-east-1:000000000000:dead\"}", "ResourceNotFoundException", NoTask)]
    public void A_handle_of_no_task_cannot_be_cancelled(string handle, string code, string message) => AssertError(
        code, message, () => Tasks.Cancel(handle.StartsWith('=') ? Convert.ToBase64String(Encoding.UTF8.GetBytes(handle[1..])) : handle));

    private static void AssertError(string code, string message, Action action)
    {
        var error = Assert.Throws<SqsException>(action);
        Assert.Equal((code, message, code == "ResourceNotFoundException" ? 404 : 400), (error.Code, error.Message, error.HttpStatus));
    }
}
