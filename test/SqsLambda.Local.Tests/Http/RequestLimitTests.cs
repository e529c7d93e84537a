using System.Net;
using System.Text;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Local.Tests.Http;

/// <summary>How much the endpoint takes: however long, slow or many requests are, they do not fill the memory of the computer.</summary>
public sealed class RequestLimitTests(RunningEndpoint endpoint) : IClassFixture<RunningEndpoint>
{
    private const int Kibibyte = 1024;
    private const int Mebibyte = 1024 * 1024;
    private const string TooLarge =
        """{"__type":"com.amazon.coral.service#RequestEntityTooLargeException","message":"The request body is longer than 8388608 bytes, which no valid SQS request needs."}""";

    private static readonly string Head =
        "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: AmazonSQS.SendMessage\r\n";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_body_of_8_MiB_is_read_and_a_longer_one_is_refused_however_it_is_sent(int tooMany)
    {
        string body = "{}" + new string(' ', EndpointOptions.MaxBodyBytes - 2 + tooMany);
        foreach (bool isChunked in (bool[])[false, true])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url) { Content = new StringContent(body, Encoding.UTF8) };
            request.Headers.Add("X-Amz-Target", "AmazonSQS.SendMessage");
            request.Headers.TransferEncodingChunked = isChunked;
            using var response = await endpoint.Http.SendAsync(request);

            Assert.Equal(
                tooMany > 0
                    ? (HttpStatusCode.RequestEntityTooLarge, TooLarge)
                    : (HttpStatusCode.BadRequest, """{"__type":"com.amazon.coral.service#MissingRequiredParameterException","message":"The request must contain the parameter QueueUrl."}"""),
                (response.StatusCode, await response.Content.ReadAsStringAsync()));
        }
    }

    [Fact]
    public async Task A_chunked_body_without_an_end_is_refused_when_it_is_too_long()
    {
        using var connection = await RawConnection.OpenAsync(endpoint.Url);
        await connection.WriteAsync(Head + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n");
        byte[] chunk = Encoding.Latin1.GetBytes("100000\r\n" + new string(' ', Mebibyte) + "\r\n");
        for (int i = 0; i < 9; i++)
        {
            await connection.WriteAsync(chunk);
        }

        string answer = await connection.ReadUntilAsync(TooLarge);
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2\r\n\r\n[]")]
    [InlineData("2\r\n\r\n{x")]
    [InlineData("4\r\n\r\nnull")]
    [InlineData("25\r\n\r\n{\"MessageBody\":\"\\ud800\"} ")]
    [InlineData("2\r\n\r\n{}")]
    [InlineData("8388609\r\n\r\n#")]
    public async Task A_connection_goes_on_after_a_refused_request(string request)
    {
        using var connection = await RawConnection.OpenAsync(endpoint.Url);
        for (int i = 0; i < 20; i++)
        {
            await connection.WriteAsync(Head + "Content-Length: " + request.Replace("#", new string(' ', 8 * Mebibyte + 1), StringComparison.Ordinal));
            Assert.StartsWith("HTTP/1.1 4", await connection.ReadUntilAsync("\"}"), StringComparison.Ordinal);
        }

        await connection.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadUntilAsync("by POST"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Large_bodies_beyond_the_limit_wait_for_the_others_and_small_ones_do_not()
    {
        using var regions = new SqsRegions(TimeProvider.System);
        await using var limited = await SqsEndpoint.StartAsync(regions, new EndpointOptions { MaxLargeBodies = 1 });
        using var first = await RawConnection.OpenAsync(limited.Url);
        await WriteHalfAsync(first);
        await EndpointFixture.UntilAsync(() => limited.LargeBodies == 1);
        using var second = await RawConnection.OpenAsync(limited.Url);
        await WriteHalfAsync(second);
        await second.WriteAsync(Half);

        using var small = await RawConnection.OpenAsync(limited.Url);
        await small.WriteAsync(Head + "Content-Length: 2\r\n\r\n{}");
        Assert.StartsWith("HTTP/1.1 400 ", await small.ReadUntilAsync("QueueUrl."), StringComparison.Ordinal);

        Assert.Equal(1, limited.LargeBodies);
        await first.WriteAsync(Half);
        Assert.StartsWith("HTTP/1.1 400 ", await first.ReadUntilAsync("QueueUrl."), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400 ", await second.ReadUntilAsync("QueueUrl."), StringComparison.Ordinal);
        await EndpointFixture.UntilAsync(() => limited.LargeBodies == 0);
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\n{")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")]
    public async Task A_body_that_arrives_too_slowly_ends_its_connection(string start)
    {
        using var regions = new SqsRegions(TimeProvider.System);
        await using var impatient = await SqsEndpoint.StartAsync(
            regions, new EndpointOptions { MinBodyBytesPerSecond = 1000, BodyGracePeriod = TimeSpan.FromSeconds(1.1) });
        using var connection = await RawConnection.OpenAsync(impatient.Url);
        await connection.WriteAsync(Head + start);

        Assert.StartsWith("HTTP/1.1 408 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_connection_too_many_is_closed_and_there_is_room_again_when_another_ends()
    {
        using var regions = new SqsRegions(TimeProvider.System);
        await using var full = await SqsEndpoint.StartAsync(regions, new EndpointOptions { MaxConnections = 2 });
        using var one = await RawConnection.OpenAsync(full.Url);
        using (var two = await RawConnection.OpenAsync(full.Url))
        {
            Assert.StartsWith("HTTP/1.1 200 ", await GetAsync(one), StringComparison.Ordinal);
            Assert.StartsWith("HTTP/1.1 200 ", await GetAsync(two), StringComparison.Ordinal);
            using var three = await RawConnection.OpenAsync(full.Url);
            Assert.Equal("", await three.ReadToEndAsync());
        }

        string answer = "";
        await EndpointFixture.UntilAsync(() => (answer = AnswerOfNew(full.Url)).Length > 0);
        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void The_limits_are_those_that_the_page_of_the_laptop_names()
    {
        var limits = new EndpointOptions();
        string page = File.ReadAllText(Repo.PathOf("src", "SqsLambda.Local", "README.md"));

        Assert.All(
            (string[])
            [
                $"| connections at a time; one more is closed at once | {limits.MaxConnections} |",
                $"| bytes of a request body, with or without chunks; beyond it: 413 | {EndpointOptions.MaxBodyBytes / Mebibyte} MiB |",
                $"| bodies of more than {RequestBody.SmallBytes / Kibibyte} KiB read at a time; others wait | {limits.MaxLargeBodies} |",
                $"| rate of a body after its first {limits.BodyGracePeriod.TotalSeconds} s; a slower one is closed with 408 | {limits.MinBodyBytesPerSecond / Kibibyte} KiB/s |",
            ],
            row => Assert.Contains(row, page, StringComparison.Ordinal));
    }

    private static readonly byte[] Half = Encoding.Latin1.GetBytes(new string(' ', 100_000));

    private static async Task WriteHalfAsync(RawConnection connection)
    {
        await connection.WriteAsync(Head + $"Content-Length: {(2 * Half.Length) + 2}\r\n\r\n{{}}");
        await connection.WriteAsync(Half);
    }

    private static async Task<string> GetAsync(RawConnection connection)
    {
        await connection.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return await connection.ReadUntilAsync("by POST");
    }

    private static string AnswerOfNew(string url)
    {
        using var connection = RawConnection.OpenAsync(url).GetAwaiter().GetResult();
        try
        {
            connection.WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").GetAwaiter().GetResult();
        }
        catch (IOException)
        {
            return "";
        }

        return connection.ReadToEndAsync().GetAwaiter().GetResult();
    }
}
