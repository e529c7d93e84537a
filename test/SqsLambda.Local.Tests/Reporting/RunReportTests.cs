using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;

namespace SqsLambda.Local.Tests.Reporting;

public sealed class RunReportTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly RunReport _report;

    public RunReportTests() => _report = new(_output, isTracing: true, new FakeTimeProvider());

    [Fact]
    public void A_message_that_is_received_before_its_send_has_returned_is_told_of_in_the_order_of_its_life()
    {
        _report.OnSending();
        _report.OnPolled([Received("a")]);
        _report.OnDeleted([Received("a")]);
        Assert.Equal("", _output.ToString());

        _report.OnSent("a", "body");

        Assert.Collection(
            Lines(),
            static line => Assert.EndsWith("  a  sent: body", line, StringComparison.Ordinal),
            static line => Assert.Contains("  a  received (receive 1", line, StringComparison.Ordinal),
            static line => Assert.EndsWith("  a  done", line, StringComparison.Ordinal));
        Assert.Equal(1, _report.Summary.Sent);
    }

    [Fact]
    public void What_was_told_during_a_send_that_failed_is_told_all_the_same()
    {
        _report.OnSending();
        _report.Write("other");

        _report.OnSent(messageId: null, "body");
        _report.Write("later");

        Assert.Equal(["other", "later"], Lines());
        Assert.Equal(0, _report.Summary.Sent);
    }

    [Fact]
    public void A_slow_send_holds_back_what_may_be_about_its_own_message_and_nothing_else()
    {
        _report.OnPolled([Received("known")]);
        _report.OnSending();
        _report.OnPolled([Received("a"), Received("back", receiveCount: 2)]);
        _report.OnDeleted([Received("known")]);
        _report.OnReturned([Received("a")], "broken");
        _report.OnPollFailed("gone");

        Assert.Collection(
            Lines(),
            static line => Assert.Contains("  known  received", line, StringComparison.Ordinal),
            static line => Assert.Contains("  back  received", line, StringComparison.Ordinal),
            static line => Assert.EndsWith("  known  done", line, StringComparison.Ordinal),
            static line => Assert.Equal("polling failed, and is tried again: gone", line));

        _report.OnSent("a", "body");

        Assert.Collection(
            Lines()[4..],
            static line => Assert.EndsWith("  a  sent: body", line, StringComparison.Ordinal),
            static line => Assert.Contains("  a  received", line, StringComparison.Ordinal),
            static line => Assert.Equal("batch of 1 failed: broken", line),
            static line => Assert.Contains("  a  returned with its batch", line, StringComparison.Ordinal));
    }

    [Fact]
    public void A_move_to_the_dead_letter_queue_is_told_after_what_led_to_it()
    {
        _report.MaxReceiveCount = static () => 1;
        _report.OnPolled([Received("a")]);
        _report.OnDeadLettered("a", receiveCount: 1, "orders-dlq");
        Assert.Equal(1, _report.Summary.DeadLettered);

        _report.OnReturned([Received("a")], batchFailure: null);
        _report.OnDeadLettered("a", receiveCount: 1, "orders-dlq");

        Assert.Collection(
            Lines()[1..],
            static line => Assert.EndsWith("  a  returned; to the dead-letter queue in 0.0 s (receive 1 of 1)", line, StringComparison.Ordinal),
            static line => Assert.EndsWith("  a  moved to the dead-letter queue orders-dlq after 1 receives", line, StringComparison.Ordinal),
            static line => Assert.EndsWith("  a  moved to the dead-letter queue orders-dlq after 1 receives", line, StringComparison.Ordinal));
    }

    [Fact]
    public void When_a_message_is_dead_lettered_is_told_as_the_queue_is_now()
    {
        int? max = 2;
        _report.MaxReceiveCount = () => max;
        _report.OnPolled([Received("a", 2)]);
        max = null;
        _report.OnReturned([Received("a", 2)], batchFailure: null);

        Assert.EndsWith("  a  returned; visible again in 0.0 s (receive 2, no dead-letter queue)", Lines()[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_reason_of_several_lines_is_told_in_one()
    {
        _report.OnPollFailed("one\ntwo");
        _report.OnReturned([Received("a")], "three\r\nfour");
        _report.OnNotDeleted(Received("b"), "five\nsix");

        Assert.Equal(4, Lines().Length);
        Assert.Equal("polling failed, and is tried again: one two", Lines()[0]);
    }

    [Fact]
    public void What_the_function_says_of_a_delivery_is_kept_until_its_end_and_no_longer()
    {
        var deliveries = new Deliveries();
        var failed = new MessageResult("a", "failed", "broken");
        deliveries.Begin(Received("a"));
        deliveries.SetOutcome(Received("a"), failed);
        Assert.Same(failed, deliveries.OutcomeOf(Received("a")));

        deliveries.End(Received("a"));
        deliveries.SetOutcome(Received("a"), failed);

        Assert.Equal(0, deliveries.Count);
    }

    public void Dispose() => _output.Dispose();

    private string[] Lines() => _output.ToString().TrimEnd().Split(Environment.NewLine);

    private static PolledMessage Received(string id, int receiveCount = 1) =>
        new(id, "handle", "body", "md5", [new("SentTimestamp", "0")], [], null, receiveCount, VisibleAgain: DateTimeOffset.UnixEpoch);
}
