using Microsoft.Extensions.Time.Testing;
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
            static line => Assert.EndsWith("  a  deleted, as the response does not list it", line, StringComparison.Ordinal));
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

    public void Dispose() => _output.Dispose();

    private string[] Lines() => _output.ToString().TrimEnd().Split(Environment.NewLine);

    private static PolledMessage Received(string id) =>
        new(id, "handle", "body", "md5", [new("SentTimestamp", "0")], [], null, ReceiveCount: 1, VisibleAgain: DateTimeOffset.UnixEpoch);
}
