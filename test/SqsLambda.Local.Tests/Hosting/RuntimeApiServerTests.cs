using System.Net;
using System.Text;
using SqsLambda.Local.Hosting.Children;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Tests.Http;

namespace SqsLambda.Local.Tests.Hosting;

/// <summary>The Runtime API for the laptop's own processes, which tell what became of each message.</summary>
public sealed class RuntimeApiServerTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Outcomes_of_another_form_are_refused_and_the_next_ones_count()
    {
        await using RuntimeApiServer server = await RuntimeApiServer.StartAsync(
            "arn", TimeSpan.FromSeconds(5), new() { AsksForOutcomes = true }, TimeProvider.System, CancellationToken.None);
        using var runtime = new HttpClient { BaseAddress = new($"http://{server.Host}/2018-06-01/runtime/invocation/"), Timeout = Bound };
        var invocation = new PendingInvocation("{}"u8.ToArray());
        Assert.True(server.TryAdd(invocation));
        await runtime.GetAsync("next");

        foreach (string body in (string[])["", "garbage", "{}", "null", "[null]", "[[]]", "[[null,null,null]]", """[["id",null,null]]""", """[["\ud800","succeeded",null]]""", "[[1,2,3]]"])
        {
            Assert.Equal((body, HttpStatusCode.BadRequest), (body, (await PostAsync("outcomes", body)).StatusCode));
        }

        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("outcomes", """[["id","succeeded",null]]""")).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("response", "{}")).StatusCode);
        Assert.Equal([new MessageResult("id", "succeeded", null)], (await invocation.Answer.WaitAsync(Bound)).Messages);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync("response", "{}")).StatusCode);

        async Task<HttpResponseMessage> PostAsync(string what, string body)
        {
            using var content = new StringContent(body, Encoding.UTF8);
            return await runtime.PostAsync($"{invocation.RequestId}/{what}", content);
        }
    }

    [Fact]
    public async Task An_init_error_fails_what_waits_and_is_forgotten_when_the_process_asks_for_an_event()
    {
        List<string> told = [];
        await using RuntimeApiServer server = await RuntimeApiServer.StartAsync(
            "arn", TimeSpan.FromSeconds(5), new() { InitFailed = told.Add }, TimeProvider.System, CancellationToken.None);
        using var runtime = new HttpClient { BaseAddress = new($"http://{server.Host}/2018-06-01/runtime/"), Timeout = Bound };
        var waiting = new PendingInvocation("{}"u8.ToArray());
        server.TryAdd(waiting);
        using var error = new StringContent("""{"errorType":"ImportError","errorMessage":"no module"}""");
        await runtime.PostAsync("init/error", error);

        const string Text = "The function could not be initialized: ImportError: no module";
        Assert.Equal(Text, (await waiting.Answer.WaitAsync(Bound)).FunctionError);
        Assert.Equal((Text, Text), (server.InitError, Assert.Single(told)));
        server.TryAdd(new("\"next\""u8.ToArray()));
        Assert.Equal("\"next\"", await runtime.GetStringAsync("invocation/next"));
        Assert.Null(server.InitError);
    }

    [Fact]
    public async Task An_event_is_handed_to_one_process_and_after_the_end_to_none()
    {
        RuntimeApiServer server = await RuntimeApiServer.StartAsync(
            "arn", TimeSpan.FromSeconds(5), new(), TimeProvider.System, CancellationToken.None);
        using var runtime = new HttpClient { BaseAddress = new($"http://{server.Host}/2018-06-01/runtime/invocation/"), Timeout = Bound };
        Task<HttpResponseMessage>[] asking = [.. Enumerable.Range(0, 3).Select(_ => runtime.GetAsync("next"))];
        server.TryAdd(new("{}"u8.ToArray()));
        await EndpointFixture.UntilAsync(() => server.Requests == asking.Length && Array.Exists(asking, static answer => answer.IsCompleted));

        await server.DisposeAsync();

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Gone, HttpStatusCode.Gone],
            (await Task.WhenAll(asking)).Select(static answer => answer.StatusCode).Order());
        Assert.False(server.TryAdd(new("{}"u8.ToArray())));
    }
}
