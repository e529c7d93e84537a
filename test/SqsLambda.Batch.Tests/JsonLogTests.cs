using System.Text.Json.Nodes;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Tests.Failures;

namespace SqsLambda.Batch.Tests;

/// <summary>In Lambda's JSON log format each event is one line, whose named values can be searched for.</summary>
public sealed class JsonLogTests
{
    private static readonly string[] Always = ["timestamp", "level", "requestId", "message"];

    private readonly RecordingQueue _queue = new();
    private readonly Harness _harness;

    public JsonLogTests() => _harness = new()
    {
        Options = new()
        {
            MaxDegreeOfParallelism = 1,
            Failures = new() { DeadLetters = _queue, Visibility = _queue, StopAfterConsecutiveOutages = 1 },
        },
    };

    [Fact]
    public async Task A_failed_message_has_its_exception()
    {
        _harness.Handler.On("a", static async () =>
        {
            await Task.Yield();
            throw new InvalidOperationException("It broke.");
        });

        await _harness.ReturnedAsync(Notes.Of("a"));

        JsonObject line = Line("Error", "messageId", "outcome", "receiveCount", "reason", "errorType", "errorMessage", "stackTrace");
        Assert.Equal(
            ("m0", 1, "InvalidOperationException: It broke.", "Message m0 failed (receive count 1): InvalidOperationException: It broke."),
            ((string?)line["messageId"], (int)line["receiveCount"]!, (string?)line["reason"], (string?)line["message"]));
        Assert.Equal(("System.InvalidOperationException", "It broke."), ((string?)line["errorType"], (string?)line["errorMessage"]));
        Assert.StartsWith("at SqsLambda.Batch.Tests.JsonLogTests.", (string?)line["stackTrace"]![1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_whose_exception_could_forge_a_line_has_its_reason()
    {
        _harness.Handler.On("a", static () => throw new InvalidOperationException("one\n{\"level\":\"Error\"}"));

        await _harness.ReturnedAsync(Notes.Of("a"));

        Assert.Equal("InvalidOperationException: one {\"level\":\"Error\"}", (string?)Line("Error", "messageId", "outcome", "receiveCount", "reason")["reason"]);
    }

    [Fact]
    public async Task A_dead_letter_and_one_that_could_not_be_sent_have_their_reasons()
    {
        _queue.Refusal = static message => message.MessageId == "m1" ? new("Full", "no room") : null;

        await _harness.ReturnedAsync(TestSqsEvent.Of("x", "y"));

        JsonObject sent = Line("Error", "messageId", "outcome", "receiveCount", "reason");
        Assert.Equal(("m0", "The body cannot be read as Note (line 1, byte 1)."), ((string?)sent["messageId"], (string?)sent["reason"]));
        JsonObject notSent = Lines("Error", "messageId", "outcome", "receiveCount", "reason")[1];
        Assert.Equal(
            ("m1", "failed permanently", "The body cannot be read as Note (line 1, byte 1). It was not sent to the dead-letter queue: Full: no room"),
            ((string?)notSent["messageId"], (string?)notSent["outcome"], (string?)notSent["reason"]));
        Assert.Equal(3, _harness.Logger.All.Count); // with the batch's own
    }

    [Fact]
    public async Task What_is_in_progress_elsewhere_has_the_end_of_its_lease()
    {
        _harness.Store.ClaimResults = _ => [new(ClaimStatus.InProgress, TimeSpan.FromSeconds(20))];

        await _harness.ReturnedAsync(Notes.Of("a"));

        Assert.Equal(
            "The lease of that invocation ends at 2026-01-01T00:00:20.0000000+00:00.",
            (string?)Line("Information", "messageId", "outcome", "receiveCount", "reason")["reason"]);
    }

    [Fact]
    public async Task What_was_not_attempted_or_not_hidden_is_a_warning()
    {
        _queue.Refusal = static _ => new("NoHandle", "no such handle");
        _harness.Handler.On("a", static () => throw new DependencyUnavailableException("down", TimeSpan.FromSeconds(60)));

        await _harness.ReturnedAsync(Notes.Of("a", "b"));

        Assert.Equal("m1", (string?)Line("Warning", "messageId", "outcome", "receiveCount", "reason")["messageId"]);
        JsonObject notHidden = Line("Warning", "count", "reason");
        Assert.Equal((2, "NoHandle: no such handle"), ((int)notHidden["count"]!, (string?)notHidden["reason"]));
    }

    [Fact]
    public async Task What_the_store_could_not_do_is_told_with_its_numbers()
    {
        _harness.Store.OnClaim = static () => throw new TimeoutException("too slow");
        await _harness.ReturnedAsync(Notes.Of("a"));
        _harness.Store.OnClaim = static () => Task.CompletedTask;
        _harness.Store.SettlementResults = static results => [.. results.Select(static _ => new SettlementResult(SettlementStatus.LeaseLost))];
        await _harness.ReturnedAsync(Notes.Of("b"));

        JsonObject first = Line("Error", "count", "attempt", "maxAttempts", "reason");
        Assert.Equal((1, 1, 2, "TimeoutException: too slow"), ((int)first["count"]!, (int)first["attempt"]!, (int)first["maxAttempts"]!, (string?)first["reason"]));
        Assert.Equal("Complete", (string?)Line("Warning", "messageId", "key", "kind")["kind"]);
    }

    [Fact]
    public async Task A_batch_has_its_counts_as_numbers()
    {
        _harness.Handler.Fails("b");

        await _harness.ReturnedAsync(TestSqsEvent.Of(Notes.Body("a"), Notes.Body("b"), "x"));

        JsonObject line = Line(
            "Information", "received", "queueName", "processed", "duplicates", "discarded", "inProgress", "failed", "permanentlyFailed", "deadLettered", "notAttempted", "durationMs");
        Assert.Equal(
            (3, "test-queue", 1, 1, 1, 0),
            ((int)line["received"]!, (string?)line["queueName"], (int)line["processed"]!, (int)line["failed"]!, (int)line["deadLettered"]!, (int)line["durationMs"]!));
    }

    /// <summary>The first entry of a level that has these values, and no others.</summary>
    private JsonObject Line(string level, params string[] names) => Lines(level, names)[0];

    private JsonObject[] Lines(string level, params string[] names)
    {
        string[] lines = [.. _harness.Logger.All.Select(JsonLogFormat.LineOf)];
        Assert.All(lines, static line => Assert.DoesNotContain('\n', line));
        JsonObject[] found =
        [
            .. lines.Select(static line => JsonNode.Parse(line)!.AsObject())
                .Where(line => (string?)line["level"] == level && line.Select(static member => member.Key).Order().SequenceEqual(Always.Concat(names).Order())),
        ];
        Assert.True(found.Length > 0, string.Join('\n', lines));
        return found;
    }
}
