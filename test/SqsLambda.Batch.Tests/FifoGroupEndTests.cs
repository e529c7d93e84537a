using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests;

/// <summary>What ends a message group, what does not, and what becomes of the claims behind it.</summary>
public sealed class FifoGroupEndTests
{
    private const string Behind = "Warning: Message m2 was not attempted (receive count 1): An earlier message of its message group did not succeed.";

    [Theory]
    [InlineData("fails", "m1 m2", "a1 b1")]
    [InlineData("permanent failure", "m1 m2", "a1 b1")]
    [InlineData("unparsable", "m1 m2", "a1 b1")]
    [InlineData("invalid", "m1 m2", "a1 b1")]
    [InlineData("no key", "m1 m2", "a1 b1")]
    [InlineData("cancels itself", "m1 m2", "a1 b1")]
    [InlineData("another payload under a used key", "m1 m2", "a1 b1")]
    [InlineData("not claimed", "m1 m2", "a1 b1")]
    [InlineData("duplicate of a done one", "", "a1 a3 b1")]
    [InlineData("copy of the one before", "", "a1 a3 b1")]
    [InlineData("discarded", "", "a1 a3 b1")]
    [InlineData("unreadable for a fault of the reader", "m1 m2", "a1 b1")]
    [InlineData("succeeds", "", "a1 a2 a3 b1")]
    public async Task A_message_in_the_middle_of_its_group(string what, string returned, string effects)
    {
        var harness = new Harness
        {
            Key = (note, _) => what == "no key" && note.Id == "a2" ? "" : note.Id,
            PayloadOf = static note => note.Text,
            Reader = MessageReader.Json(NoteJsonContext.Default.Note)
                .DiscardWhen(note => what == "discarded" && note.Id == "a2", "No need.")
                .DiscardWhen(note => what == "unreadable for a fault of the reader" && note.Id == "a2" ? throw new FormatException() : false, "Never."),
        };
        string body = what switch
        {
            "unparsable" => "x",
            "copy of the one before" => Notes.Body("a1"),
            "another payload under a used key" => """{"id":"a2","text":"other"}""",
            _ => Notes.Body("a2"),
        };
        if (what is "duplicate of a done one" or "another payload under a used key")
        {
            await harness.ReturnedAsync(Notes.Of("a2").Fifo("a"));
        }

        int effectsBefore = harness.Handler.Effects.Count();
        harness.Handler.Validation = note => what == "invalid" && note.Id == "a2" ? "No." : null;
        harness.Store.ClaimResults = results => what == "not claimed" ? [.. results.Select(static (result, i) => i == 1 ? new ClaimResult(ClaimStatus.Refused) : result)] : results;
        Func<Task>? script = what switch
        {
            "fails" => static () => throw new InvalidOperationException("It broke."),
            "permanent failure" => static () => throw new PermanentFailureException("Closed."),
            "cancels itself" => static () => throw new OperationCanceledException(),
            _ => null,
        };
        if (script is not null)
        {
            harness.Handler.On("a2", script);
        }

        TestSqsEvent batch = TestSqsEvent.Of(Notes.Body("a1"), body, Notes.Body("a3"), Notes.Body("b1")).Fifo("a", "a", "a", "b");

        Assert.Equal(returned.Split(' ', StringSplitOptions.RemoveEmptyEntries), await harness.ReturnedAsync(batch));
        Assert.Equal(effects, string.Join(' ', harness.Handler.Effects.Skip(effectsBefore).Order()));
        if (returned.Length > 0)
        {
            Assert.Equal(2, harness.Logger.Entries.Count);
            Assert.Equal(Behind, harness.Logger.Entries[1]);
        }
    }

    [Fact]
    public async Task The_claims_of_what_stands_behind_a_failure_are_released_so_that_it_may_run_at_once()
    {
        var harness = new Harness();
        harness.Handler.Fails("a1");

        Assert.Equal(["m0", "m1", "m2"], await harness.ReturnedAsync(Notes.Of("a1", "a2", "a3", "b1").Fifo("a", "a", "a", "b")));

        string[] keys = [.. harness.Store.ClaimCalls[0].Claims.Select(static claim => $"{claim.Key}")];
        Assert.Equal(
            [$"Release {keys[0]}", $"Release {keys[1]}", $"Release {keys[2]}", $"Complete {keys[3]}"],
            harness.Store.Settlements.SelectMany(static call => call).Select(static each => $"{each.Kind} {each.Key}").OrderBy(each => Array.IndexOf(keys, each.Split(' ')[1])));
        Assert.Equal(1, harness.Store.Records);
    }

    [Fact]
    public async Task A_group_behind_a_head_in_progress_is_returned_with_its_claims_released_and_its_lease_end_logged()
    {
        var harness = new Harness();
        await harness.Store.ClaimAsync(
            [new Claim(new("notes", "a1"), default)], "another", TimeSpan.FromSeconds(12), CancellationToken.None);

        Assert.Equal(["m0", "m1"], await harness.ReturnedAsync(Notes.Of("a1", "a2", "b1").Fifo("a", "a", "b")));

        Assert.Equal(2, harness.Store.Records);
        Assert.Equal(
            [
                "Information: Message m0 is in progress in another invocation (receive count 1): The lease of that invocation ends at 2026-01-01T00:00:12.0000000+00:00.",
                "Warning: Message m1 was not attempted (receive count 1): An earlier message of its message group did not succeed.",
            ],
            harness.Logger.Entries);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Groups_run_side_by_side_up_to_the_degree_of_parallelism(int maxDegreeOfParallelism)
    {
        var harness = new Harness { Options = new() { MaxDegreeOfParallelism = maxDegreeOfParallelism } };
        string[] ids = [.. Enumerable.Range(0, 12).Select(static number => $"{(char)('a' + (number % 4))}{number}")];
        var full = new TaskCompletionSource();
        foreach (string id in ids)
        {
            harness.Handler.On(id, async () =>
            {
                if (harness.Handler.Called.Count() >= maxDegreeOfParallelism)
                {
                    full.TrySetResult();
                }

                await full.Task;
                await Task.Yield();
            });
        }

        Assert.Empty(await harness.ReturnedAsync(Notes.Of(ids).Fifo("a", "b", "c", "d")));

        Assert.Equal(maxDegreeOfParallelism, harness.Handler.MostAtOnce);
        foreach (char group in "abcd")
        {
            Assert.Equal(ids.Where(id => id[0] == group), harness.Handler.Effects.Where(id => id[0] == group));
        }
    }

    [Fact]
    public async Task Group_ids_that_differ_in_case_are_two_groups()
    {
        var harness = new Harness();
        harness.Handler.Fails("1");

        Assert.Equal(["m0"], await harness.ReturnedAsync(Notes.Of("1", "2").Fifo("g", "G")));
    }

    [Fact]
    public async Task A_chain_of_shared_keys_makes_one_lane_of_its_groups_and_each_runs_in_order()
    {
        var harness = new Harness { Options = new() { MaxDegreeOfParallelism = 4 } };
        foreach (string id in new[] { "a1", "b1", "c1", "ab", "bc" })
        {
            harness.Handler.On(id, async () => await Task.Yield());
        }

        TestSqsEvent batch = Notes.Of("c1", "b1", "ab", "bc", "ab", "bc", "a1", "c2").Fifo("c", "b", "b", "b", "a", "c", "a", "c");

        Assert.Empty(await harness.ReturnedAsync(batch));
        Assert.Equal(["c1", "b1", "ab", "bc", "a1", "c2"], harness.Handler.Effects);
    }
}
