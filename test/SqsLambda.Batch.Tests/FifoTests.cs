namespace SqsLambda.Batch.Tests;

/// <summary>Order within message groups.</summary>
public sealed class FifoTests
{
    private readonly Harness _harness = new();

    [Fact]
    public async Task Returns_the_rest_of_a_group_after_its_first_failure_and_goes_on_with_the_others()
    {
        _harness.Handler.Fails("a2");

        string[] returned = await _harness.ReturnedAsync(
            Notes.Of("a1", "b1", "a2", "c1", "a3", "b2", "a4", "c2").Fifo("a", "b", "a", "c", "a", "b", "a", "c"));

        Assert.Equal(["m2", "m4", "m6"], returned);
        Assert.Equal(["a1", "b1", "b2", "c1", "c2"], _harness.Handler.Effects.Order());
        Assert.Equal(
            [
                "Error: Message m2 failed (receive count 1): InvalidOperationException: It broke.",
                "Warning: Message m4 was not attempted (receive count 1): An earlier message of its message group did not succeed.",
                "Warning: Message m6 was not attempted (receive count 1): An earlier message of its message group did not succeed.",
            ],
            _harness.Logger.Entries);
        Assert.Equal(5, _harness.Store.Records);
    }

    [Fact]
    public async Task What_was_returned_runs_in_order_when_it_comes_back()
    {
        TestSqsEvent batch = Notes.Of("a1", "a2", "a3").Fifo("a");
        _harness.Handler.Fails("a1");
        Assert.Equal(["m0", "m1", "m2"], await _harness.ReturnedAsync(batch));

        _harness.Handler.Succeeds("a1");

        Assert.Empty(await _harness.ReturnedAsync(batch));
        Assert.Equal(["a1", "a2", "a3"], _harness.Handler.Effects);
    }

    [Fact]
    public async Task Messages_of_a_group_never_run_at_once_and_groups_do()
    {
        var firstOfBoth = new TaskCompletionSource();
        int started = 0;
        foreach (string id in new[] { "a1", "b1" })
        {
            _harness.Handler.On(id, () =>
            {
                if (Interlocked.Increment(ref started) == 2)
                {
                    firstOfBoth.SetResult();
                }

                return firstOfBoth.Task;
            });
        }

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a1", "a2", "b1", "b2", "a3").Fifo("a", "a", "b", "b", "a")));
        Assert.Equal(["a1", "a2", "a3"], _harness.Handler.Effects.Where(static id => id[0] == 'a'));
        Assert.Equal(["b1", "b2"], _harness.Handler.Effects.Where(static id => id[0] == 'b'));
        Assert.Equal(2, _harness.Handler.MostAtOnce);
    }

    [Fact]
    public async Task A_message_that_cannot_be_parsed_ends_its_group_and_what_is_behind_it_is_not_even_claimed()
    {
        TestSqsEvent batch = TestSqsEvent.Of(Notes.Body("a1"), "x", Notes.Body("a3"), Notes.Body("b1")).Fifo("a", "a", "a", "b");

        Assert.Equal(["m1", "m2"], await _harness.ReturnedAsync(batch));
        Assert.Equal(["a1", "b1"], _harness.Handler.Effects);
        Assert.Equal([2], _harness.Store.Claims);
    }

    [Fact]
    public async Task A_duplicate_at_the_head_of_a_group_does_not_end_it()
    {
        await _harness.ReturnedAsync(Notes.Of("a1").Fifo("a"));

        Assert.Empty(await _harness.ReturnedAsync(Notes.Of("a1", "a2").Fifo("a")));
        Assert.Equal(["a1", "a2"], _harness.Handler.Effects);
    }

    [Fact]
    public async Task A_head_that_is_in_progress_elsewhere_ends_its_group()
    {
        var gate = new TaskCompletionSource();
        _harness.Handler.On("a1", () => gate.Task);
        Task<string[]> first = _harness.ReturnedAsync(Notes.Of("a1").Fifo("a"));

        Assert.Equal(["m0", "m1"], await _harness.ReturnedAsync(Notes.Of("a1", "a2", "b1").Fifo("a", "a", "b")));

        gate.SetResult();
        Assert.Empty(await first);
        Assert.Equal(["b1", "a1"], _harness.Handler.Effects);
    }

    [Fact]
    public async Task Records_with_one_key_run_once_even_in_two_groups()
    {
        var harness = new Harness { Options = new() { MaxDegreeOfParallelism = 1 } };
        TestSqsEvent batch = Notes.Of("b1", "x", "a1", "x", "b2").Fifo("b", "a", "a", "b", "b");

        Assert.Empty(await harness.ReturnedAsync(batch));
        Assert.Equal(1, harness.Handler.Effects.Count(static id => id == "x"));
        Assert.Equal(["b1", "b2"], harness.Handler.Effects.Where(static id => id[0] == 'b'));
    }

    [Fact]
    public async Task Where_the_first_of_two_groups_records_with_one_key_fails_both_groups_end()
    {
        _harness.Handler.Fails("x");

        Assert.Equal(
            ["m0", "m1", "m2", "m3"], await _harness.ReturnedAsync(Notes.Of("x", "a2", "x", "b2", "c1").Fifo("a", "a", "b", "b", "c")));
        Assert.Equal(["c1"], _harness.Handler.Effects);
    }

    [Fact]
    public async Task A_later_copy_of_a_done_message_behind_a_failure_of_its_group_is_returned()
    {
        _harness.Handler.Fails("a2");

        Assert.Equal(["m1", "m2"], await _harness.ReturnedAsync(Notes.Of("a1", "a2", "a1").Fifo("a")));
    }

    [Fact]
    public async Task A_group_id_on_a_standard_queue_neither_orders_nor_blocks()
    {
        _harness.Handler.Fails("a1");

        Assert.Equal(["m0"], await _harness.ReturnedAsync(Notes.Of("a1", "a2", "a3").Fair("tenant")));
        Assert.Equal(["a2", "a3"], _harness.Handler.Effects);
        Assert.Equal("tenant", _harness.Handler.Contexts["a2"].MessageGroupId);
        Assert.False(_harness.Handler.Contexts["a2"].IsFifo);
    }

    [Fact]
    public async Task A_FIFO_record_without_a_group_is_in_a_group_of_its_kind()
    {
        _harness.Handler.Fails("1");

        Assert.Equal(
            ["m0", "m1"],
            await _harness.ReturnedAsync(Notes.Of("1", "2").Fifo("g").WithSystemAttribute("MessageGroupId", [null])));
    }
}
