using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.Tests.WebConsole;

/// <summary>What the console remembers of the life of a message.</summary>
public sealed class MessageLivesTests
{
    private const string Arn = "arn:aws:sqs:us-east-1:000000000000:orders";
    private const string Id = "a";

    private readonly MessageMemory _memory = new();
    private readonly MessageLives _lives;
    private int _seconds;

    public MessageLivesTests()
    {
        _lives = new(_memory, Arn);
        _lives.Count();
    }

    [Fact]
    public void A_message_that_fails_once_is_told_from_its_sending_to_its_end()
    {
        Send();
        Receive(1);
        Result("failed", "no stock");
        Invoke(1);
        Return(1);
        Receive(2);
        Result("succeeded");
        Invoke(2);
        Delete(2);

        Assert.Equal(
            [
                "1 sent ",
                "2 received receive 1 of 3",
                "4 the function returned batch 1, 1 message",
                "5 failed no stock",
                "6 received receive 2 of 3",
                "8 the function returned batch 2, 1 message",
                "9 processed ",
            ],
            Steps());
        Assert.Equal((MessageState.Done, 2, null, null), Read(static message => (message.State, message.Receives, message.Reason, message.HiddenUntil)));
        Assert.Equal((1L, 1L, 1L, 0L), Tally());
    }

    [Theory]
    [InlineData("succeeded", "Done", 1, 0, 0)]
    [InlineData("duplicate", "Duplicate", 1, 0, 0)]
    [InlineData("discarded", "Discarded", 1, 0, 0)]
    [InlineData("dead_lettered", "DeadLettered", 0, 1, 1)]
    [InlineData("failed", "Lost", 0, 1, 0)]
    [InlineData(null, "Done", 1, 0, 0)]
    public void The_end_of_a_deleted_message_is_what_the_function_said(string? outcome, string state, int done, int failed, int deadLettered)
    {
        Send();
        Receive(1);
        if (outcome is not null)
        {
            Result(outcome);
        }

        Delete(1);

        Assert.Equal(state, Read(static message => message.State).ToString());
        Assert.True(Read(static message => message.HasEnded));
        Assert.Equal((1L, done, failed, deadLettered), Tally());
    }

    [Fact]
    public void A_returned_message_is_hidden_until_the_time_that_the_queue_says()
    {
        Send();
        Receive(1);
        Result("failed", "no stock");
        Return(1);

        Assert.Equal(
            (MessageState.Hidden, Polled.Start.AddSeconds(30), "no stock"),
            Read(static message => (message.State, message.HiddenUntil, message.Reason)));
    }

    [Fact]
    public void A_move_to_the_dead_letter_queue_during_the_last_delivery_is_told_after_it()
    {
        Send();
        Receive(3);
        Move(3);
        Return(3, "Task timed out after 3.00 seconds");

        Assert.Equal(
            [
                "1 sent ",
                "2 received receive 3 of 3",
                "4 failed with its batch Task timed out after 3.00 seconds",
                "3 dead-lettered moved to orders-dlq after 3 receives",
            ],
            Steps());
        Assert.Equal((MessageState.DeadLettered, null), Read(static message => (message.State, message.HiddenUntil)));
        Assert.Equal((1L, 0L, 1L, 1L), Tally());
    }

    [Theory]
    [InlineData("succeeded", "done, but not deleted")]
    [InlineData("dead_lettered", "dead-lettered, but not deleted")]
    public void A_done_message_that_could_not_be_deleted_comes_back(string outcome, string what)
    {
        Send();
        Receive(1);
        Result(outcome);
        _lives.Tell(new StoryEvent.MessageNotDeleted(Next(), Polled.Of(Id), "The receipt handle has expired."));

        Assert.Equal((MessageState.NotDeleted, false), Read(static message => (message.State, message.HasEnded)));
        Assert.Equal($"4 {what} The receipt handle has expired.", Steps()[^1]);

        Receive(2);
        Assert.Equal(MessageState.InFlight, Read(static message => message.State));
    }

    [Fact]
    public void A_message_that_the_laptop_withheld_has_not_been_with_the_function()
    {
        Send();
        Receive(1);
        Result("withheld", "withheld once by the laptop, to show a retry");
        Invoke(1);
        Return(1);

        Assert.Equal(
            ["1 sent ", "2 received receive 1 of 3", "5 withheld once by the laptop, to show a retry "], Steps());
    }

    [Theory]
    [InlineData(1, "batch 1, 1 message")]
    [InlineData(2, "batch 1, 1 message, invoked twice")]
    [InlineData(3, "batch 1, 1 message, invoked 3 times")]
    public void A_batch_that_was_invoked_several_times_says_so(int invocations, string batch)
    {
        PolledMessage[] messages = [Polled.Of(Id, 1)];
        Send();
        Receive(1);
        for (int request = 1; request <= invocations; request++)
        {
            _lives.Tell(new StoryEvent.InvocationBegun(Next(), messages));
            _lives.Tell(new StoryEvent.InvocationEnded(Next(), messages, $"request-{request}"));
        }

        Invoke(1);

        Assert.EndsWith($"the function returned {batch}", Steps()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_is_known_from_its_receive_only_has_its_time_of_sending_and_its_group()
    {
        _lives.Tell(new StoryEvent.MessagesReceived(Next(), [Polled.Of(Id, group: "customer-7")], null));

        Assert.Equal(["0 sent ", "1 received receive 1"], Steps());
        Assert.Equal((Polled.Start, "customer-7"), Read(static message => (message.SentAt, message.GroupId)));
    }

    [Fact]
    public void A_message_that_is_told_as_sent_twice_is_one_message()
    {
        Send();
        Send();

        Assert.Equal(["1 sent "], Steps());
        Assert.Equal(1, _memory.TallyOf(Arn).Sent);
    }

    [Fact]
    public void Messages_of_two_queues_with_one_id_are_two()
    {
        Send();
        new MessageLives(_memory, Arn + "-dlq").Tell(new StoryEvent.MessageSent(Next(), Id, "body"));

        Assert.Equal(2, _memory.Count);
    }

    [Fact]
    public void Of_a_long_life_the_first_step_and_the_latest_ones_are_kept()
    {
        Send();
        for (int receive = 1; receive <= MessageSteps.Max; receive++)
        {
            Receive(receive);
            Return(receive, new string('x', 10_000));
        }

        Assert.Equal(MessageSteps.Max, Steps().Length);
        Assert.Equal(MessageSteps.Max + 1, Read(static message => message.DroppedSteps));
        Assert.Equal("1 sent ", Steps()[0]);
        Assert.InRange(_memory.Bytes, 1, 2 * 2 * MessageSteps.Max * MessageStep.MaxDetailLength);
        Assert.All(Read(static message => message.Steps.ToArray())!, static step => Assert.InRange(step.Detail?.Length ?? 0, 0, MessageStep.MaxDetailLength));
    }

    private void Send() => _lives.Tell(new StoryEvent.MessageSent(Next(), Id, "body"));

    private void Receive(int count) => _lives.Tell(new StoryEvent.MessagesReceived(Next(), [Polled.Of(Id, count)], 3));

    private void Result(string outcome, string? reason = null) => _lives.Tell(new StoryEvent.ResultKnown(Next(), new MessageResult(Id, outcome, reason)));

    private void Invoke(int count) => _lives.Tell(new StoryEvent.BatchInvoked(Next(), [Polled.Of(Id, count)]));

    private void Return(int count, string? batchFailure = null) =>
        _lives.Tell(new StoryEvent.MessagesReturned(Next(), [Polled.Of(Id, count)], batchFailure, 3));

    private void Delete(int count) => _lives.Tell(new StoryEvent.MessagesDeleted(Next(), [Polled.Of(Id, count)]));

    private void Move(int count) => _lives.Tell(new StoryEvent.MessageDeadLettered(Next(), Id, count, "orders-dlq"));

    private DateTimeOffset Next() => Polled.Start.AddSeconds(++_seconds);

    private T? Read<T>(Func<RememberedMessage, T> read) => Assert.Single(_memory.ChangesSince(0, 10, read)!.Rows);

    private string[] Steps() =>
        Read(static message => message.Steps.Select(static step => $"{(step.At - Polled.Start).TotalSeconds} {step.What} {step.Detail}").ToArray())!;

    private (long Sent, long Done, long Failed, long DeadLettered) Tally()
    {
        QueueTally tally = _memory.TallyOf(Arn);
        return (tally.Sent, tally.Done, tally.Failed, tally.DeadLettered);
    }
}
