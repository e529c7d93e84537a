using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Hosting.Children;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;
using SqsLambda.Local.Tests.Http;

namespace SqsLambda.Local.Tests.Hosting;

/// <summary>A function in a process that is started elsewhere, over HTTP as its runtime speaks it.</summary>
public sealed class AttachedFunctionTests : IAsyncLifetime, IDisposable
{
    private const string Root = "2018-06-01/runtime";

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly List<string> _told = [];
    private readonly HttpClient _runtime = new() { Timeout = Bound };
    private AttachedFunction _function = null!;

    public async Task InitializeAsync()
    {
        _function = await AttachedFunction.OpenAsync(
            new("greeter", HandlerString.None, "", ".") { Program = new(null, ".", null), TimeoutSeconds = 5, Region = "cn-north-1" },
            new() { Notify = Tell, MaxTaken = 2 },
            _time,
            CancellationToken.None);
        Task ready = _function.WhenReadyAsync(CancellationToken.None);
        Assert.False(ready.IsCompleted);
        _runtime.BaseAddress = new($"http://{Assert.Single(_told).Split('=')[1]}/");
        _told.Clear();

        Task<HttpResponseMessage> first = NextAsync();
        await ready.WaitAsync(Bound);
        Assert.Equal(["a process has come"], _told);
        _told.Clear();
        Task<InvocationResult> invocation = InvokeAsync("\"warm\"");
        await RespondAsync(IdOf(await first), "null");
        await invocation;
    }

    [Fact]
    public async Task The_process_gets_the_event_with_the_headers_of_Lambda_and_its_response_is_the_result()
    {
        Task<InvocationResult> invocation = InvokeAsync("""{"name":"Ann"}""");
        HttpResponseMessage next = await NextAsync();

        Assert.Equal("""{"name":"Ann"}""", await next.Content.ReadAsStringAsync());
        Assert.Equal(["5000"], next.Headers.GetValues("Lambda-Runtime-Deadline-Ms"));
        Assert.Equal(["arn:aws-cn:lambda:cn-north-1:000000000000:function:greeter"], next.Headers.GetValues("Lambda-Runtime-Invoked-Function-Arn"));
        Assert.False(next.Headers.Contains("SqsLambda-Local-Outcomes"));
        HttpResponseMessage accepted = await RespondAsync(IdOf(next), "\"Hello\"");
        Assert.Equal((HttpStatusCode.Accepted, """{"status":"OK"}"""), (accepted.StatusCode, await accepted.Content.ReadAsStringAsync()));
        InvocationResult result = await invocation;
        Assert.Equal(("\"Hello\"", null), (Encoding.UTF8.GetString(result.Payload), result.FunctionError));
        Assert.Empty(_told);
    }

    [Theory]
    [InlineData("""{"errorType":"KeyError","errorMessage":"sku"}""", "KeyError: sku")]
    [InlineData("", "Function.Odd")]
    [InlineData("[1]", "Function.Odd")]
    [InlineData("{}", "Function.Odd")]
    [InlineData("{\"errorType\":\"Bytes\",\"errorMessage\":\"\u00FF\"}", "Bytes: \uFFFD")]
    public async Task An_error_that_the_process_reports_fails_the_invocation(string body, string error)
    {
        Task<InvocationResult> invocation = InvokeAsync("{}");
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body)) { Headers = { { "Lambda-Runtime-Function-Error-Type", "Function.Odd" } } };
        await _runtime.PostAsync($"{Root}/invocation/{IdOf(await NextAsync())}/error", content);

        Assert.Equal(error, (await invocation).FunctionError);
    }

    [Fact]
    public async Task An_error_that_holds_half_a_surrogate_pair_fails_the_invocation_with_its_text()
    {
        Task<InvocationResult> invocation = InvokeAsync("{}");
        using var content = new StringContent("""{"errorMessage":"half \ud800 pair","cause":{"errorType":"Inner","\udfff":1}}""");
        await _runtime.PostAsync($"{Root}/invocation/{IdOf(await NextAsync())}/error", content);

        Assert.Equal("Error: half \uD800 pair Caused by Inner: ", (await invocation).FunctionError);
    }

    [Fact]
    public async Task A_streamed_response_is_refused_and_fails_the_invocation_and_that_is_told_once()
    {
        const string Reason = "Response streaming is refused: an event source mapping reads the whole response. Send it without the header Lambda-Runtime-Function-Response-Mode.";
        for (int i = 0; i < 2; i++)
        {
            Task<InvocationResult> invocation = InvokeAsync("{}");
            using var content = new StringContent("[]") { Headers = { { "Lambda-Runtime-Function-Response-Mode", "streaming" } } };
            HttpResponseMessage answer = await _runtime.PostAsync($"{Root}/invocation/{IdOf(await NextAsync())}/response", content);

            Assert.Equal(
                (HttpStatusCode.BadRequest, $$"""{"errorMessage":"{{Reason}}","errorType":"Runtime.ResponseStreamingRefused"}"""),
                (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
            Assert.Equal(Reason, (await invocation).FunctionError);
        }

        Assert.Equal([Reason], _told);
    }

    [Fact]
    public async Task Extensions_are_refused_and_that_is_told_once()
    {
        const string Reason = "Extensions are refused: the laptop has neither the Extensions API nor the Telemetry API. The function runs without them.";
        foreach ((string method, string path) in new[]
        {
            ("POST", "2020-01-01/extension/register"), ("GET", "2020-01-01/extension/event/next"), ("PUT", "2022-07-01/telemetry"), ("PUT", "2020-08-15/logs"),
        })
        {
            using var request = new HttpRequestMessage(new(method), path);
            HttpResponseMessage answer = await _runtime.SendAsync(request);

            Assert.Equal(
                (HttpStatusCode.Forbidden, $$"""{"errorMessage":"{{Reason}}","errorType":"Extension.Refused"}"""),
                (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }

        Assert.Equal([Reason], _told);
    }

    [Fact]
    public async Task An_init_error_is_told()
    {
        using var content = new StringContent("""{"errorType":"ImportError","errorMessage":"no module"}""");

        Assert.Equal(HttpStatusCode.Accepted, (await _runtime.PostAsync($"{Root}/init/error", content)).StatusCode);
        Assert.Equal(["The function could not be initialized: ImportError: no module"], _told);
    }

    [Fact]
    public async Task A_process_that_does_not_answer_in_time_fails_its_batch_and_its_late_answer_is_refused()
    {
        Task<InvocationResult> invocation = InvokeAsync("{}");
        string id = IdOf(await NextAsync());
        await AdvanceUntilAsync(invocation);

        Assert.Equal("Task timed out after 5.00 seconds", (await invocation).FunctionError);
        HttpResponseMessage late = await RespondAsync(id, "{}");
        Assert.Equal(
            (HttpStatusCode.BadRequest, $$"""{"errorMessage":"No invocation waits for an answer under the id {{id}}.","errorType":"InvalidRequestID"}"""),
            (late.StatusCode, await late.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task While_no_process_asks_batches_are_throttled_and_one_that_comes_again_is_told()
    {
        for (int i = 0; i < 2; i++)
        {
            Task<InvocationResult> lost = InvokeAsync("\"lost\"");
            await AdvanceUntilAsync(lost);
            Assert.Equal((true, "as no process was free"), ((await lost).IsThrottled, (await lost).ThrottleCause));
        }

        Task<InvocationResult> invocation = InvokeAsync("\"found\"");
        HttpResponseMessage next = await NextAsync();
        await RespondAsync(IdOf(next), "{}");

        Assert.Equal("\"found\"", await next.Content.ReadAsStringAsync());
        Assert.Null((await invocation).FunctionError);
        Assert.Equal(
            [$"no process has asked for an event for 15 s: batches wait for one at {_runtime.BaseAddress!.Authority}", "a process has come"], _told);
    }

    [Fact]
    public async Task A_response_that_is_too_large_is_refused_with_a_reason()
    {
        Task<InvocationResult> invocation = InvokeAsync("{}");
        HttpResponseMessage answer = await RespondAsync(IdOf(await NextAsync()), new string('a', LocalFunction.MaxResponseBytes + 1));

        string reason = LocalFunction.TooLarge(LocalFunction.MaxResponseBytes + 1);
        Assert.Equal(
            (HttpStatusCode.RequestEntityTooLarge, $$"""{"errorMessage":"{{reason}}","errorType":"RequestEntityTooLarge"}"""),
            (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal(reason, (await invocation).FunctionError);
    }

    [Fact]
    public async Task A_response_beyond_every_limit_is_read_to_its_end_and_refused_with_its_length()
    {
        const int Length = 40 * 1024 * 1024;
        Task<InvocationResult> invocation = InvokeAsync("{}");
        HttpResponseMessage answer = await RespondAsync(IdOf(await NextAsync()), new string('a', Length));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(LocalFunction.TooLarge(Length), (await invocation).FunctionError);
    }

    [Fact]
    public async Task An_event_is_not_lost_with_a_process_that_ends_while_it_waits_for_one()
    {
        for (int i = 0; i < 20; i++)
        {
            using (RawConnection gone = await RawConnection.OpenAsync($"{_runtime.BaseAddress}"))
            {
                await gone.WriteAsync($"GET /{Root}/invocation/next HTTP/1.1\r\nHost: localhost\r\n\r\n");
            }

            Task<InvocationResult> invocation = InvokeAsync("{}");
            await RespondAsync(IdOf(await NextAsync()), "\"done\"");
            Assert.Equal("\"done\"", Encoding.UTF8.GetString((await invocation).Payload));
        }
    }

    [Fact]
    public async Task Processes_that_ended_without_an_answer_do_not_block_the_one_that_asks()
    {
        List<Task<InvocationResult>> abandoned = [];
        for (int i = 0; i < 2; i++)
        {
            abandoned.Add(InvokeAsync("{}"));
            using RawConnection gone = await RawConnection.OpenAsync($"{_runtime.BaseAddress}");
            await gone.WriteAsync($"GET /{Root}/invocation/next HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await gone.ReadUntilAsync("{}");
        }

        Task<HttpResponseMessage> next = NextAsync();
        Task<InvocationResult> first = await Task.WhenAny(abandoned).WaitAsync(Bound);

        Assert.Equal(
            "The process that took the event seems to have ended without an answer: it closed its connection, and a process asks for another event",
            (await first).FunctionError);
        Task<InvocationResult> invocation = InvokeAsync("\"on\"");
        await RespondAsync(IdOf(await next), "\"answer\"");
        Assert.Equal("\"answer\"", Encoding.UTF8.GetString((await invocation).Payload));
        Assert.Contains(abandoned, static task => !task.IsCompleted);
    }

    [Fact]
    public async Task A_process_that_closes_its_connection_may_answer_while_no_other_is_kept_waiting()
    {
        Task<InvocationResult> invocation = InvokeAsync("{}");
        string answered;
        using (RawConnection closing = await RawConnection.OpenAsync($"{_runtime.BaseAddress}"))
        {
            await closing.WriteAsync($"GET /{Root}/invocation/next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            answered = await closing.ReadToEndAsync();
        }

        Task<HttpResponseMessage> waiting = NextAsync();
        string id = answered.Split("Lambda-Runtime-Aws-Request-Id: ")[1].Split('\r')[0];
        Assert.Equal(HttpStatusCode.Accepted, (await RespondAsync(id, "\"answer\"")).StatusCode);
        Assert.Equal("\"answer\"", Encoding.UTF8.GetString((await invocation).Payload));
        Task<InvocationResult> last = InvokeAsync("{}");
        await RespondAsync(IdOf(await waiting), "{}");
        await last;
    }

    [Fact]
    public async Task An_unknown_path_is_told_once_and_answered_with_a_reason()
    {
        foreach (string path in (string[])["2018-06-01/invocation/next", "favicon.ico"])
        {
            HttpResponseMessage answer = await _runtime.GetAsync(path);

            Assert.Equal(
                (HttpStatusCode.NotFound, $$"""{"errorMessage":"The Runtime API has no GET /{{path}}: it begins with /{{Root}}/.","errorType":"NotFound"}"""),
                (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        }

        Assert.Equal(["A process asked for GET /2018-06-01/invocation/next, which the Runtime API does not have: it begins with /2018-06-01/runtime/."], _told);
    }

    [Fact]
    public async Task At_the_end_of_the_run_what_no_process_has_taken_is_given_up_and_what_one_has_goes_on()
    {
        using var end = new CancellationTokenSource();
        Task<InvocationResult> taken = _function.InvokeAsync("\"taken\""u8.ToArray(), DateTimeOffset.MaxValue, end.Token);
        string id = IdOf(await NextAsync());
        Task<InvocationResult> waiting = _function.InvokeAsync("\"waiting\""u8.ToArray(), DateTimeOffset.MaxValue, end.Token);

        await end.CancelAsync();

        Assert.True((await waiting.WaitAsync(Bound)).IsThrottled);
        Assert.False(taken.IsCompleted);
        await RespondAsync(id, "\"answer\"");
        Assert.Equal("\"answer\"", Encoding.UTF8.GetString((await taken.WaitAsync(Bound)).Payload));
        Assert.Empty(_told);
    }

    [Fact]
    public async Task Requests_of_web_pages_are_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Root}/invocation/next") { Headers = { { "Origin", "https://page.example" } } };
        HttpResponseMessage answer = await _runtime.SendAsync(request);

        Assert.Equal(
            (HttpStatusCode.Forbidden, """{"errorMessage":"Requests from the web page https://page.example are not served.","errorType":"AccessDenied"}"""),
            (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    public async Task DisposeAsync() => await _function.DisposeAsync();

    public void Dispose() => _runtime.Dispose();

    private static string IdOf(HttpResponseMessage next) => next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();

    private void Tell(string line)
    {
        lock (_told)
        {
            _told.Add(line);
        }
    }

    private Task<InvocationResult> InvokeAsync(string payload) => _function.InvokeAsync(Encoding.UTF8.GetBytes(payload), DateTimeOffset.MaxValue, CancellationToken.None).WaitAsync(Bound);

    private Task<HttpResponseMessage> NextAsync() => _runtime.GetAsync($"{Root}/invocation/next");

    private async Task<HttpResponseMessage> RespondAsync(string id, string response)
    {
        using var content = new StringContent(response);
        return await _runtime.PostAsync($"{Root}/invocation/{id}/response", content);
    }

    private Task AdvanceUntilAsync(Task ended) => EndpointFixture.UntilAsync(() =>
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return ended.IsCompleted;
    });
}
