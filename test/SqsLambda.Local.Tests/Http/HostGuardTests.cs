using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Tests.Http;

/// <summary>Whom the endpoint serves: this computer's own clients, and no web page.</summary>
public sealed class HostGuardTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:4566")]
    [InlineData("127.255.255.254:1")]
    [InlineData("localhost")]
    [InlineData("LOCALHOST:9324")]
    [InlineData("localhost.:9324")]
    [InlineData("sqs.us-east-1.localhost:9324")]
    [InlineData("[::1]")]
    [InlineData("[::1]:9324")]
    public async Task A_name_of_the_loopback_interface_is_served_and_named_in_queue_URLs(string host)
    {
        using var response = await PostAsync(endpoint.Url, host);

        Assert.Equal((HttpStatusCode.OK, $$"""{"QueueUrl":"http://{{host}}/000000000000/q"}"""), await AnswerAsync(response));
    }

    [Theory]
    [InlineData("evil.example", "evil.example")]
    [InlineData("evil.example:9324", "evil.example")]
    [InlineData("localhost.evil.example", "localhost.evil.example")]
    [InlineData("notlocalhost", "notlocalhost")]
    [InlineData("127.0.0.1.evil.example", "127.0.0.1.evil.example")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("128.0.0.1:9324", "128.0.0.1")]
    [InlineData("[::2]:9324", "[::2]")]
    [InlineData("sqs.us-east-1.amazonaws.com", "sqs.us-east-1.amazonaws.com")]
    public async Task Any_other_host_is_refused_in_one_line(string host, string name)
    {
        using var response = await PostAsync(endpoint.Url, host);

        Assert.Equal("AccessDenied;Sender", Assert.Single(response.Headers.GetValues("x-amzn-query-error")));
        Assert.Equal((HttpStatusCode.Forbidden, NotServed(name)), await AnswerAsync(response));
    }

    [Theory]
    [InlineData("HTTP/1.1\r\nHost:")]
    [InlineData("HTTP/1.0")]
    public async Task A_request_that_names_no_host_is_refused(string rest)
    {
        using var connection = await RawConnection.OpenAsync(endpoint.Url);
        await connection.WriteAsync($"GET / {rest}\r\nConnection: close\r\n\r\n");
        string answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 403 ", answer, StringComparison.Ordinal);
        Assert.EndsWith(
            Denied("The request names no host. Only names of the loopback interface are served, such as localhost."), answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_host_is_not_served_by_GET_either()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, endpoint.Url) { Headers = { Host = "evil.example" } };
        using var response = await endpoint.Http.SendAsync(request);

        Assert.Equal((HttpStatusCode.Forbidden, NotServed("evil.example")), await AnswerAsync(response));
    }

    [Theory]
    [InlineData("queues.example")]
    [InlineData("QUEUES.example:9324")]
    [InlineData("localhost")]
    [InlineData("[2001:db8::7]:9324")]
    public async Task An_allowed_host_is_served_and_named_in_queue_URLs(string host)
    {
        using var regions = new SqsRegions(TimeProvider.System);
        await using var allowing = await SqsEndpoint.StartAsync(regions, new EndpointOptions { AllowedHosts = ["queues.example", "2001:db8::7"] });
        using var response = await PostAsync(allowing.Url, host);
        Assert.Equal((HttpStatusCode.OK, $$"""{"QueueUrl":"http://{{host}}/000000000000/q"}"""), await AnswerAsync(response));

        using var refused = await PostAsync(allowing.Url, "other.example");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Theory]
    [InlineData("Origin", "http://localhost:3000")]
    [InlineData("Origin", "https://127.0.0.1")]
    [InlineData("Origin", "http://[::1]:8080")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Sec-Fetch-Site", "none")]
    public async Task A_page_of_this_computer_is_served(string header, string value)
    {
        using var response = await PostAsync(endpoint.Url, "localhost", (header, value));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("Origin", "https://evil.example", "Requests from the web page https://evil.example are not served.")]
    [InlineData("Origin", "http://localhost.evil.example:80", "Requests from the web page http://localhost.evil.example:80 are not served.")]
    [InlineData("Origin", "null", "Requests from the web page null are not served.")]
    [InlineData("Origin", "chrome-extension://localhost", "Requests from the web page chrome-extension://localhost are not served.")]
    [InlineData("Sec-Fetch-Site", "cross-site", "Requests from web pages of other sites are not served.")]
    [InlineData("Sec-Fetch-Site", "Cross-Site", "Requests from web pages of other sites are not served.")]
    public async Task A_foreign_page_is_refused_in_one_line(string header, string value, string message)
    {
        using var response = await PostAsync(endpoint.Url, "localhost", (header, value));

        Assert.Equal((HttpStatusCode.Forbidden, Denied(message)), await AnswerAsync(response));
    }

    private async Task<HttpResponseMessage> PostAsync(string url, string host, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent("""{"QueueName":"q"}""", Encoding.UTF8) };
        request.Headers.Add("X-Amz-Target", "AmazonSQS.CreateQueue");
        request.Headers.TryAddWithoutValidation("Host", host);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await endpoint.Http.SendAsync(request);
    }

    private static async Task<(HttpStatusCode Status, string Body)> AnswerAsync(HttpResponseMessage response) =>
        (response.StatusCode, await response.Content.ReadAsStringAsync());

    private static string NotServed(string host) =>
        Denied($"The host {host} is not served: only names of the loopback interface are, such as localhost, and those given by --allow-host.");

    private static string Denied(string message) =>
        $$"""{"__type":"com.amazon.coral.service#AccessDeniedException","message":{{JsonValue.Create(message).ToJsonString()}}}""";
}
