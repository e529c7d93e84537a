using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.WebConsole;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.Tests.WebConsole;

/// <summary>Which lines of a function's log are shown with which message.</summary>
public sealed class LogOfMessagesTests
{
    private const string Arn = "arn:aws:sqs:us-east-1:000000000000:orders";
    private const string A = "0a000000-0000-4000-8000-000000000001";
    private const string B = "0b000000-0000-4000-8000-000000000002";
    private const string Request = "0c000000-0000-4000-8000-000000000003";

    private readonly MessageMemory _memory = new();
    private readonly MessageLives _lives;

    public LogOfMessagesTests() => _lives = new(_memory, Arn);

    [Fact]
    public void A_line_that_names_a_message_belongs_to_it_and_so_do_its_indented_lines()
    {
        PolledMessage[] batch = Receive(A, B);
        Begin(batch);
        Log($"  Warning: Message {A} failed (receive count 1): no stock", "      at Stock.Take()", $$"""{"level":"Error","messageId":"{{B}}"}""");

        Assert.Equal([$"  Warning: Message {A} failed (receive count 1): no stock", "      at Stock.Take()"], LogOf(A));
        Assert.Equal([$$"""{"level":"Error","messageId":"{{B}}"}"""], LogOf(B));
        Assert.Empty(LogOfBatch(A));
    }

    [Fact]
    public void Another_line_belongs_to_the_only_invocation_that_runs()
    {
        PolledMessage[] batch = Receive(A, B);
        Log("before");
        Begin(batch);
        Log("during", "    more");
        End(batch, Request);
        Log("after");

        Assert.Equal(["during", "    more"], LogOfBatch(A));
        Assert.Equal(["during", "    more"], LogOfBatch(B));
    }

    [Fact]
    public void Where_several_run_a_line_belongs_to_the_one_whose_request_it_names_also_before_that_is_known_and_after_its_end()
    {
        PolledMessage[] first = Receive(A);
        PolledMessage[] second = Receive(B);
        Begin(first);
        Begin(second);
        Log($"START {Request}", "nobody's");
        End(first, Request);
        Begin(first);
        Log($"END {Request}");

        Assert.Equal([$"START {Request}", $"END {Request}"], LogOfBatch(A));
        Assert.Empty(LogOfBatch(B));
        Assert.Equal([Request], _memory.Read(Arn, A, static message => message.DeliveryOf(1)!.Batch!.RequestIds));
    }

    [Fact]
    public void A_page_learns_of_a_line_after_the_end()
    {
        PolledMessage[] batch = Receive(A);
        Begin(batch);
        End(batch, Request);
        long revision = _memory.ChangesSince(0, 10, static message => message.Id)!.Revision;
        Log($"END {Request}");

        Assert.Equal([A], _memory.ChangesSince(revision, 10, static message => message.Id)!.Rows);
    }

    [Fact]
    public void Lines_are_bounded_in_number_and_length_and_count_as_bytes()
    {
        PolledMessage[] batch = Receive(A);
        Begin(batch);
        long before = _memory.Bytes;
        for (int i = 0; i < LogLines.MaxLines + 5; i++)
        {
            Log($"{A} {new string('x', 1_000)}");
        }

        Assert.Equal(LogLines.MaxLines, LogOf(A).Count);
        Assert.All(LogOf(A), static line => Assert.Equal(LogLines.MaxLineLength, line.Length));
        Assert.Equal(5, _memory.Read(Arn, A, MessageDetail.Of)!.Steps[1].Delivery!.DroppedLines);
        Assert.InRange(_memory.Bytes - before, 2 * LogLines.MaxLines * LogLines.MaxLineLength, 3 * LogLines.MaxLines * LogLines.MaxLineLength);
    }

    [Fact]
    public void Lines_of_an_invocation_count_as_bytes_of_its_messages()
    {
        PolledMessage[] batch = Receive(A);
        Begin(batch);
        long before = _memory.Bytes;
        Log(new string('x', 500));
        End(batch, Request);
        _lives.Tell(new StoryEvent.BatchInvoked(Polled.Start, batch));

        Assert.InRange(_memory.Bytes - before, 1_000, 1_500);
    }

    [Fact]
    public void Lines_that_name_what_is_not_known_are_kept_for_a_while_only()
    {
        Begin(Receive(A));
        Begin(Receive(B));
        PolledMessage[] third = Receive(Request);
        Begin(third);
        for (int i = 0; i <= FunctionInvocations.MaxLooseLines; i++)
        {
            Log($"0d000000-0000-4000-8000-{i:x12} {i}");
        }

        End(third, $"0d000000-0000-4000-8000-{0:x12}");
        Assert.Empty(LogOfBatch(Request));
    }

    private PolledMessage[] Receive(params string[] ids)
    {
        PolledMessage[] batch = [.. ids.Select(static id => Polled.Of(id))];
        _lives.Tell(new StoryEvent.MessagesReceived(Polled.Start, batch, null));
        return batch;
    }

    private void Begin(PolledMessage[] batch) => _lives.Tell(new StoryEvent.InvocationBegun(Polled.Start, batch));

    private void End(PolledMessage[] batch, string requestId) => _lives.Tell(new StoryEvent.InvocationEnded(Polled.Start, batch, requestId));

    private void Log(params string[] lines)
    {
        foreach (string line in lines)
        {
            _lives.Tell(new StoryEvent.Logged(Polled.Start, line));
        }
    }

    private IReadOnlyList<string> LogOf(string id) => _memory.Read(Arn, id, static message => message.DeliveryOf(1)!.Log?.Lines ?? [])!;

    private IReadOnlyList<string> LogOfBatch(string id) => _memory.Read(Arn, id, static message => message.DeliveryOf(1)!.Batch!.Log.Lines)!;
}
