using CsCheck;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.Tests.WebConsole;

/// <summary>The bounds of what the console remembers, and what a page is told of it.</summary>
public sealed class MessageMemoryTests
{
    private const string Arn = "arn:aws:sqs:us-east-1:000000000000:orders";

    [Fact]
    public void Beyond_the_number_the_message_that_ended_first_is_forgotten()
    {
        var memory = new MessageMemory(maxMessages: 3);
        AddAll(memory, "a", "b", "c");
        End(memory, "c");
        End(memory, "b");

        AddAll(memory, "d");
        Assert.Equal(["a", "b", "d"], Ids(memory));

        AddAll(memory, "e");
        Assert.Equal(["a", "d", "e"], Ids(memory));
    }

    [Fact]
    public void Where_none_has_ended_the_one_that_has_not_changed_for_the_longest_time_is_forgotten()
    {
        var memory = new MessageMemory(maxMessages: 3);
        AddAll(memory, "a", "b", "c");
        memory.Change(Arn, "a", 0, static (message, _) => message.Returned(Polled.Start, 1, null, Polled.Start));

        AddAll(memory, "d");

        Assert.Equal(["a", "c", "d"], Ids(memory));
    }

    [Fact]
    public void Beyond_the_bytes_messages_are_forgotten_too()
    {
        var memory = new MessageMemory(maxBytes: 100_000);
        AddAll(memory, "a", "b");
        memory.Add(Arn, "large", new string('x', 49_600), Polled.Start, null);

        Assert.Equal(["large"], Ids(memory));
        Assert.InRange(memory.Bytes, 99_000, 100_000);
    }

    [Fact]
    public void The_bytes_are_about_what_a_message_takes()
    {
        const int Messages = 1_000;
        var memory = new MessageMemory(maxMessages: Messages);
        AddMany("first");
        long before = GC.GetAllocatedBytesForCurrentThread();
        AddMany("second");

        double allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(Messages, memory.Count);
        Assert.InRange(memory.Bytes / allocated, 0.8, 1.25);

        void AddMany(string name)
        {
            for (int i = 0; i < Messages; i++)
            {
                string id = $"{name} {i:d30}";
                memory.Add(Arn, new() { MessageId = id, Body = new('x', 200), Md5OfBody = new('f', 32) }, 0, static (message, _) => message.Sent(Polled.Start));
                memory.Change(Arn, id, 0, static (message, _) =>
                {
                    message.Received(Polled.Start, 1, null, Polled.Start.AddSeconds(30), isOfMapping: true);
                    return message.Deleted(Polled.Start, 1);
                });
            }
        }
    }

    [Fact]
    public void A_message_larger_than_the_bound_is_remembered_alone()
    {
        var memory = new MessageMemory(maxBytes: 1_000);
        AddAll(memory, "a");
        memory.Add(Arn, "large", new string('x', 1_000_000), Polled.Start, null);
        Assert.Equal(["large"], Ids(memory));

        AddAll(memory, "b");
        Assert.Equal(["b"], Ids(memory));
    }

    [Fact]
    public void A_message_that_ended_and_comes_back_counts_as_unfinished_again()
    {
        var memory = new MessageMemory(maxMessages: 2);
        AddAll(memory, "a");
        End(memory, "a");
        memory.Change(Arn, "a", 0, static (message, _) =>
        {
            message.Received(Polled.Start, 1, null, Polled.Start.AddSeconds(30), isOfMapping: true);
            return true;
        });
        AddAll(memory, "b");
        End(memory, "b");

        AddAll(memory, "c");

        Assert.Equal(["a", "c"], Ids(memory));
    }

    [Fact]
    public void A_page_that_asks_in_parts_ends_with_what_is_remembered_whatever_happens_in_between() =>
        Gen.Select(Gen.Int[0, 19], Gen.Int[0, 2]).Array[0, 200].Sample(static happenings =>
        {
            var memory = new MessageMemory(maxMessages: 8);
            Dictionary<long, string> page = [];
            long revision = 0;
            foreach ((int message, int what) in happenings)
            {
                switch (what)
                {
                    case 0:
                        AddAll(memory, $"{message}");
                        break;
                    case 1:
                        End(memory, $"{message}");
                        break;
                    default:
                        revision = Follow(memory, page, revision, max: 3).Revision;
                        break;
                }
            }

            for (bool isAll = false; !isAll;)
            {
                (revision, isAll) = Follow(memory, page, revision, max: 3);
            }

            Assert.Equal(Rows(memory), page.OrderBy(static row => row.Key).Select(static row => row.Value));
        });

    [Fact]
    public void A_page_that_was_away_for_too_long_is_told_to_ask_for_all()
    {
        var memory = new MessageMemory(maxMessages: 2);
        AddAll(memory, "a");
        long revision = memory.ChangesSince(0, 10, static message => message.Id)!.Revision;
        AddAll(memory, "b", "c", "d", "e", "f");

        Assert.Null(memory.ChangesSince(revision, 10, static message => message.Id));
    }

    [Fact]
    public void A_revision_that_has_not_been_is_refused() =>
        Assert.Null(new MessageMemory().ChangesSince(7, 10, static message => message.Id));

    private static (long Revision, bool IsAll) Follow(MessageMemory memory, Dictionary<long, string> page, long revision, int max)
    {
        if (memory.ChangesSince(revision, max, static message => (message.Number, Text: $"{message.Id} {message.State}")) is not { } changes)
        {
            page.Clear();
            return (0, false);
        }

        foreach ((long number, string text) in changes.Rows)
        {
            page[number] = text;
        }

        foreach (long number in changes.Forgotten)
        {
            page.Remove(number);
        }

        return (changes.Revision, changes.IsAll);
    }

    private static void AddAll(MessageMemory memory, params string[] ids)
    {
        foreach (string id in ids)
        {
            memory.Add(Arn, id, "body", Polled.Start, null);
        }
    }

    private static void End(MessageMemory memory, string id) => memory.Change(Arn, id, 0, static (message, _) =>
    {
        message.Deleted(Polled.Start, 0);
        return true;
    });

    private static string[] Ids(MessageMemory memory) => [.. memory.ChangesSince(0, 100, static message => message.Id)!.Rows.Order()];

    private static IEnumerable<string> Rows(MessageMemory memory) => memory
        .ChangesSince(0, 100, static message => (message.Number, Text: $"{message.Id} {message.State}"))!.Rows
        .OrderBy(static row => row.Number).Select(static row => row.Text);
}
