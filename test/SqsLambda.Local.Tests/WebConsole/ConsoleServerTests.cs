using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using SqsLambda.Local.WebConsole;

namespace SqsLambda.Local.Tests.WebConsole;

/// <summary>What browsers get from the endpoint.</summary>
public sealed class ConsoleServerTests
{
    private static readonly (string, string) Browser = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

    [Fact]
    public async Task A_browser_gets_the_page_which_runs_no_foreign_script_and_shows_in_no_frame()
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        using HttpResponseMessage response = await console.GetAsync("/", Browser);

        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.StartsWith("<!DOCTYPE html>", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_gets_the_page_of_text()
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        using HttpResponseMessage response = await console.GetAsync("/", ("Accept", "*/*"));

        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Contains("/000000000000/orders  visible 0, in flight 0, delayed 0", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/console")]
    [InlineData("/console/")]
    [InlineData("/console/none.js")]
    [InlineData("/console/../SqsEndpoint.cs")]
    [InlineData("/console/%2e%2e/index.html")]
    public async Task A_file_that_does_not_exist_is_not_found(string path)
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        using HttpResponseMessage response = await console.GetAsync(path, Browser);

        Assert.NotEqual("text/html; charset=utf-8", response.Content.Headers.ContentType?.ToString());
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task A_foreign_page_gets_neither_the_page_nor_its_files_nor_its_stream(string header, string value)
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        foreach (string path in new[] { "/", "/console/index.html", "/console/stream", $"/console/messages/{console.Queue.Arn}/a" })
        {
            using HttpResponseMessage response = await console.GetAsync(path, Browser, (header, value));

            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    [Fact]
    public async Task The_stream_begins_with_the_queues_and_the_messages_and_goes_on_with_changes()
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        console.Queue.SendMessage(new() { MessageBody = "one" });
        console.Send("a");
        await using IAsyncEnumerator<SseItem<string>> events = await FollowAsync(console);

        Assert.Equal("""{"maxMessages":100000}""", await NextAsync(events, "start"));
        JsonNode queue = JsonNode.Parse(await NextAsync(events, "now"))!["queues"]![0]!;
        Assert.Equal(("orders", 1, 0), ((string?)queue["name"], (int)queue["visible"]!, (int)queue["inFlight"]!));
        Assert.Equal(
            $$"""{"rows":[{"number":1,"queue":"{{console.Queue.Arn}}","id":"a","state":"Waiting","receives":0,"sentAt":1767323045000,"body":"body","bodyLength":4}],"forgotten":[],"isAll":true}""",
            await NextAsync(events, "messages"));
        console.Send("b");
        Assert.Equal("b", (string?)JsonNode.Parse(await NextAsync(events, "messages"))!["rows"]![0]!["id"]);
    }

    [Fact]
    public async Task While_a_page_loads_many_messages_its_queues_do_not_stand_still()
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync(timeProvider: new SlowClock());
        for (int number = 0; number < 3 * PageFeed.MaxRows; number++)
        {
            console.Send($"{number}");
        }

        await using IAsyncEnumerator<SseItem<string>> events = await FollowAsync(console);
        List<string> types = [];
        while (types.Count(static type => type == "messages") < 3 && await events.MoveNextAsync())
        {
            types.Add(events.Current.EventType);
        }

        Assert.Equal(["start", "now", "messages", "now", "messages", "now", "messages"], types);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_that_connects_again_gets_what_it_missed_only(bool isByItself)
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        console.Send("a");
        string lastId;
        await using (IAsyncEnumerator<SseItem<string>> events = await FollowAsync(console))
        {
            await NextAsync(events, "messages");
            lastId = events.Current.EventId!;
        }

        console.Send("b");
        await using IAsyncEnumerator<SseItem<string>> again =
            isByItself ? await FollowAsync(console, ("Last-Event-ID", lastId)) : await FollowAtAsync(console, $"/console/stream?after={lastId}");

        Assert.True(await again.MoveNextAsync());
        Assert.Equal("now", again.Current.EventType);
        Assert.Equal("b", (string?)Assert.Single(JsonNode.Parse(await NextAsync(again, "messages"))!["rows"]!.AsArray())!["id"]);
    }

    [Theory]
    [InlineData("00000000000000000000000000000000-1")]
    [InlineData("1")]
    [InlineData("-")]
    [InlineData("a-b-c")]
    public async Task A_page_of_an_earlier_run_begins_anew(string lastId)
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        await using IAsyncEnumerator<SseItem<string>> events = await FollowAsync(console, ("Last-Event-ID", lastId));

        await NextAsync(events, "start");
        Assert.Equal("""{"rows":[],"forgotten":[],"isAll":true}""", await NextAsync(events, "messages"));
    }

    [Fact]
    public async Task Whatever_a_message_holds_neither_ends_an_event_nor_is_HTML()
    {
        const string Body = "<script>alert(1)</script>\n\nevent: start\ndata: {}\r\n\u2028\0\u001b[2J\ud83d\ude00";
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        console.Send("a", Body);
        await using IAsyncEnumerator<SseItem<string>> events = await FollowAsync(console);

        string data = await NextAsync(events, "messages");
        Assert.DoesNotContain('<', data);
        Assert.Equal(Body, (string?)JsonNode.Parse(data)!["rows"]![0]!["body"]);
    }

    [Fact]
    public async Task Of_a_body_of_a_megabyte_the_table_gets_the_start_and_the_length()
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        console.Send("a", new string('x', 199) + new string('y', 1_048_377).Insert(0, "\ud83d\ude00"));
        await using IAsyncEnumerator<SseItem<string>> events = await FollowAsync(console);

        JsonNode row = JsonNode.Parse(await NextAsync(events, "messages"))!["rows"]![0]!;
        Assert.Equal((new string('x', 199), 1_048_578), ((string?)row["body"], (int)row["bodyLength"]!));
    }

    [Fact]
    public async Task One_message_has_its_whole_body_and_its_life()
    {
        string body = new('x', 1_048_576);
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        console.Send("a", body);
        using HttpResponseMessage response = await console.GetAsync($"/console/messages/{Uri.EscapeDataString(console.Queue.Arn)}/a");
        JsonNode message = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal((body, "a"), ((string?)message["body"], (string?)message["row"]!["id"]));
        Assert.Equal("""[{"at":1767323045000,"what":"sent"}]""", message["steps"]!.ToJsonString());
    }

    [Theory]
    [InlineData("arn:aws:sqs:us-east-1:000000000000:orders/b")]
    [InlineData("arn:aws:sqs:us-east-1:000000000000:others/a")]
    [InlineData("a")]
    [InlineData("")]
    public async Task A_message_that_is_not_remembered_is_not_found(string name)
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        console.Send("a");
        using HttpResponseMessage response = await console.GetAsync($"/console/messages/{name}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Many_messages_come_in_parts()
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        for (int i = 0; i < 1_200; i++)
        {
            console.Send($"{i}");
        }

        await using IAsyncEnumerator<SseItem<string>> events = await FollowAsync(console);
        List<(int, bool)> parts = [];
        for (int i = 0; i < 3; i++)
        {
            JsonNode part = JsonNode.Parse(await NextAsync(events, "messages"))!;
            parts.Add((part["rows"]!.AsArray().Count, (bool)part["isAll"]!));
        }

        Assert.Equal([(500, false), (500, false), (200, true)], parts);
    }

    [Fact]
    public async Task A_page_that_has_had_all_gets_no_more_at_a_time_than_it_can_show()
    {
        const int Messages = (PageFeed.MaxEventsBetweenLooks + 1) * PageFeed.MaxRows;
        await using ConsoleFixture console = await ConsoleFixture.StartAsync();
        await using IAsyncEnumerator<SseItem<string>> events = await FollowAsync(console);
        await NextAsync(events, "messages");
        for (int i = 0; i < Messages; i++)
        {
            console.Send($"{i}");
        }

        List<int> parts = [0];
        while (parts.Count < 3 || parts[^1] > 0 || parts.Sum() < Messages)
        {
            Assert.True(await events.MoveNextAsync());
            if (events.Current.EventType == "now")
            {
                parts.Add(0);
            }
            else if (events.Current.EventType == "messages")
            {
                parts[^1] += JsonNode.Parse(events.Current.Data)!["rows"]!.AsArray().Count;
            }
        }

        Assert.Equal(Messages, parts.Sum());
        Assert.InRange(parts.Max(), 1, PageFeed.MaxEventsBetweenLooks * PageFeed.MaxRows);
    }

    [Fact]
    public async Task More_pages_than_allowed_are_told_to_come_later_until_one_has_gone()
    {
        await using ConsoleFixture console = await ConsoleFixture.StartAsync(maxPages: 1);
        HttpStatusCode status;
        await using (IAsyncEnumerator<SseItem<string>> events = await FollowAsync(console))
        {
            await NextAsync(events, "start");
            using HttpResponseMessage refused = await console.GetAsync("/console/stream");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        do
        {
            using HttpResponseMessage next = await console.GetAsync("/console/stream");
            status = next.StatusCode;
        }
        while (status == HttpStatusCode.ServiceUnavailable);

        Assert.Equal(HttpStatusCode.OK, status);
    }

    private static Task<IAsyncEnumerator<SseItem<string>>> FollowAsync(ConsoleFixture console, params (string, string)[] headers) =>
        FollowAtAsync(console, "/console/stream", headers);

    private static async Task<IAsyncEnumerator<SseItem<string>>> FollowAtAsync(ConsoleFixture console, string path, params (string, string)[] headers)
    {
        HttpResponseMessage response = await console.GetAsync(path, headers);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        return SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator();
    }

    // The queues come again and again, between all others.
    private static async Task<string> NextAsync(IAsyncEnumerator<SseItem<string>> events, string type)
    {
        do
        {
            Assert.True(await events.MoveNextAsync());
        }
        while (events.Current.EventType != type);

        return events.Current.Data;
    }

    // A second passes between two looks at it.
    private sealed class SlowClock : TimeProvider
    {
        private long _seconds;

        public override long GetTimestamp() => Interlocked.Increment(ref _seconds) * TimestampFrequency;
    }
}
