using System.Net;

namespace SqsLambda.Local.Tests.WebConsole.Actions;

/// <summary>Who may act, and with what requests.</summary>
public sealed class RefusedRequestTests
{
    [Theory]
    [InlineData("Host", "evil.example", 403, "The host evil.example is not served: only names of the loopback interface are, such as localhost, and those given by --allow-host.")]
    [InlineData("Origin", "https://evil.example", 403, "Requests from the web page https://evil.example are not served.")]
    [InlineData("Origin", "null", 403, "Requests from the web page null are not served.")]
    [InlineData("Sec-Fetch-Site", "cross-site", 403, "Requests from web pages of other sites are not served.")]
    [InlineData("X-Sqs-Lambda-Console", "", 403, "The request lacks the header X-Sqs-Lambda-Console: 1, which the console's own page sends.")]
    [InlineData("X-Sqs-Lambda-Console", "2", 403, "The request lacks the header X-Sqs-Lambda-Console: 1, which the console's own page sends.")]
    [InlineData("Content-Type", "", 415, "The content type must be application/json.")]
    [InlineData("Content-Type", "text/plain", 415, "The content type must be application/json.")]
    [InlineData("Content-Type", "application/x-www-form-urlencoded", 415, "The content type must be application/json.")]
    public async Task A_request_that_is_not_one_of_the_page_changes_nothing(string header, string value, int status, string text)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        using HttpResponseMessage response = await console.PostAsync("send", $$"""{"queue":"{{console.Orders.Arn}}","body":"a"}""", (header, value));

        Assert.Equal(((HttpStatusCode)status, text), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.True(console.Orders.Counts.IsEmpty);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    public async Task A_request_of_the_page_is_answered_with_one_line_of_text(string contentType)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        using HttpResponseMessage response = await console.PostAsync("send", $$"""{"queue":"{{console.Orders.Arn}}","body":"a"}""", ("Content-Type", contentType), ("Origin", console.Url));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal(1, console.Orders.Counts.Visible);
    }

    /// <summary>A browser asks before it lets another site's page send the header or JSON. Without an answer it sends nothing.</summary>
    [Fact]
    public async Task A_preflight_request_is_not_answered()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, $"{console.Url}/console/do/send");
        request.Headers.Add("Origin", "http://localhost:3000");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "x-sqs-lambda-console");
        using HttpResponseMessage response = await console.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.DoesNotContain(response.Headers, static header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task Other_methods_do_nothing(string method)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        using var request = new HttpRequestMessage(new(method), $"{console.Url}/console/do/purge");
        using HttpResponseMessage response = await console.SendAsync(request);

        Assert.InRange((int)response.StatusCode, 404, 405);
    }

    [Theory]
    [InlineData("send", "", "The request body is not valid JSON (line 1, byte 1).")]
    [InlineData("send", "{", "The request body is not valid JSON (line 1, byte 2).")]
    [InlineData("send", "null", "The request body must be a JSON object.")]
    [InlineData("send", "{} {}", "The request body is not valid JSON (line 1, byte 4).")]
    [InlineData("send", """{"delaySeconds":"1"}""", "The request body is not valid JSON for this operation: delaySeconds is not of the right type.")]
    [InlineData("send", """{"body":"\ud800"}""", "body holds half of a surrogate pair or invalid UTF-8, which is not text.")]
    [InlineData("purge", """{"queues":1}""", "The request body is not valid JSON for this operation: queues is not of the right type.")]
    [InlineData("send-file", """{"content":"*"}""", "The request body is not valid JSON for this operation: content is not of the right type.")]
    public async Task A_body_that_is_not_JSON_of_the_action_is_told(string action, string body, string text)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        using HttpResponseMessage response = await console.PostAsync(action, body);

        Assert.Equal((HttpStatusCode.BadRequest, text), (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SEND")]
    [InlineData("send/")]
    public async Task An_action_that_does_not_exist_is_told_with_those_that_do(string action)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal(
            (HttpStatusCode.NotFound,
                $"There is no action '{action}': there are send, send-file, redrive, redrive-one, delete, purge, pause, resume and settings."),
            await console.DoAsync(action, new { }));
    }

    [Theory]
    [InlineData("send", "There is no queue 'none'.")]
    [InlineData("send-file", "There is no queue 'none'.")]
    [InlineData("redrive", "There is no queue 'none'.")]
    [InlineData("redrive-one", "There is no queue 'none'.")]
    [InlineData("delete", "There is no queue 'none'.")]
    [InlineData("purge", "There is no queue 'none'.")]
    [InlineData("pause", "There is no function for a queue 'none'.")]
    [InlineData("resume", "There is no function for a queue 'none'.")]
    [InlineData("settings", "There is no function for a queue 'none'.")]
    public async Task A_queue_that_does_not_exist_is_told(string action, string text)
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        Assert.Equal((HttpStatusCode.NotFound, text), await console.DoAsync(action, new { queue = "none" }));
        Assert.Equal((HttpStatusCode.NotFound, text.Replace("none", "", StringComparison.Ordinal)), await console.DoAsync(action, new { }));
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_refused()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        (HttpStatusCode status, string text) = await console.DoAsync("send", new { queue = console.Orders.Arn, body = new string('x', 8 * 1024 * 1024) });

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "The request body is longer than 8388608 bytes, which no valid SQS request needs."), (status, text));
    }

    [Fact]
    public async Task An_answer_is_one_line_whatever_the_request_holds()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();

        (_, string text) = await console.DoAsync("send", new { queue = console.Fifo.Arn, body = "a", groupId = "<b>\n\u001b[2J", deduplicationId = "1" });

        Assert.StartsWith("Value <b>  [2J for parameter MessageGroupId is invalid.", text, StringComparison.Ordinal);
    }
}
