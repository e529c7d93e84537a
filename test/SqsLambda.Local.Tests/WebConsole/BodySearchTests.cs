using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SqsLambda.Local.WebConsole;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.Tests.WebConsole;

/// <summary>The search in whole bodies.</summary>
public sealed class BodySearchTests
{
    private const string Arn = "arn:aws:sqs:us-east-1:000000000000:orders";

    [Fact]
    public async Task It_finds_a_text_anywhere_in_a_body_that_the_table_does_not_show_whole()
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        console.Send("a", new string('x', 190) + "Needle in the haystack" + new string('x', 1_000));
        console.Send("b", new string('x', 5_000));
        console.Send("c", "needle");

        JsonNode found = await SearchAsync(console, "nEEDLE IN", 0);
        Assert.Equal("[1]", found["numbers"]!.ToJsonString());

        // The page knows the whole of "c", and searches that itself.
        Assert.Equal("[1]", (await SearchAsync(console, "needle", 0))["numbers"]!.ToJsonString());
    }

    [Fact]
    public async Task It_goes_on_with_what_is_new()
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        console.Send("a", new string('x', 1_000) + "needle");
        long revision = (long)(await SearchAsync(console, "needle", 0))["revision"]!;
        console.Send("b", new string('x', 1_000) + "needle");

        Assert.Equal("[2]", (await SearchAsync(console, "needle", revision))["numbers"]!.ToJsonString());
    }

    [Theory]
    [InlineData("text=&revision=0")]
    [InlineData("text=a")]
    [InlineData("text=a&revision=-1")]
    [InlineData("text=a&revision=x")]
    [InlineData("")]
    public async Task A_wrong_question_is_refused(string query)
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        using HttpResponseMessage response = await console.GetAsync($"/console/search?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_refused()
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        using HttpResponseMessage response = await console.GetAsync($"/console/search?revision=0&text={new string('x', BodySearch.MaxTextLength + 1)}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_search_that_is_cancelled_ends_and_makes_room_for_others()
    {
        var memory = new MessageMemory();
        memory.Add(Arn, "a", new string('x', 1_000) + "needle", Polled.Start, null);
        var search = new BodySearch(memory, MessageRow.MaxTextLength);
        for (int i = 0; i < 10; i++)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => search.FindAsync("needle", 0, new CancellationToken(canceled: true)));
        }

        Assert.Equal([1], (await search.FindAsync("needle", 0, CancellationToken.None)).Numbers);
    }

    [Fact]
    public async Task A_full_memory_is_searched_in_a_short_time()
    {
        var memory = new MessageMemory();
        for (int i = 0; i < MessageMemory.MaxMessages; i++)
        {
            memory.Add(Arn, $"{i}", string.Concat(new string('x', 300), $"needle {i}"), Polled.Start, null);
        }

        var search = new BodySearch(memory, MessageRow.MaxTextLength);
        long started = Stopwatch.GetTimestamp();
        SearchResult found = await search.FindAsync("NEEDLE 99999", 0, CancellationToken.None);

        Assert.Equal([100_000], found.Numbers);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static async Task<JsonNode> SearchAsync(ConsoleFixture console, string text, long revision) =>
        (await console.Http.GetFromJsonAsync<JsonNode>($"{console.Url}/console/search?text={Uri.EscapeDataString(text)}&revision={revision}"))!;
}
