using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Tests.Http;

public sealed class RequestRegionTests
{
    private const string Signature = ", SignedHeaders=host;x-amz-date, Signature=0123abcd";

    [Theory]
    [InlineData("AWS4-HMAC-SHA256 Credential=KEY/20260101/eu-west-1/sqs/aws4_request" + Signature, "eu-west-1")]
    [InlineData("AWS4-HMAC-SHA256 SignedHeaders=host, Signature=0123abcd, Credential=KEY/20260101/eu-west-1/sqs/aws4_request", "eu-west-1")]
    [InlineData("AWS4-HMAC-SHA256 Credential=KEY/20260101/eu-west-1/sqs/aws4_request SignedHeaders=host", "eu-west-1")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/key/with/slashes/20260101/us-gov-east-1/sqs/aws4_request" + Signature, "us-gov-east-1")]
    [InlineData("AWS4-HMAC-SHA256 Credential=KEY/20260101/garbage/sqs/aws4_request" + Signature, "")]
    [InlineData("AWS4-HMAC-SHA256 Credential=KEY/20260101/EU-WEST-1/sqs/aws4_request" + Signature, "")]
    [InlineData("AWS4-HMAC-SHA256 Credential=KEY/20260101//sqs/aws4_request" + Signature, "")]
    [InlineData("AWS4-HMAC-SHA256 Credential=eu-west-1" + Signature, "")]
    [InlineData("AWS4-HMAC-SHA256 Credential=eu-west-1/sqs/aws4_request" + Signature, "eu-west-1")]
    [InlineData("AWS4-HMAC-SHA256 Credential=/aws4_request" + Signature, "")]
    [InlineData("AWS4-HMAC-SHA256 Credential=", "")]
    [InlineData("AWS4-ECDSA-P256-SHA256 Credential=KEY/20260101/sqs/aws4_request" + Signature, "")]
    [InlineData("Bearer eu-west-1", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void The_scope_of_the_credential_says_the_region(string? authorization, string expected) =>
        Assert.Equal(expected, RegionOf(authorization, "", "127.0.0.1:4566"));

    [Theory]
    [InlineData("mars", "mars")]
    [InlineData("EU-WEST-1", "EU-WEST-1")]
    [InlineData("eu-west-1", "")]
    [InlineData("", "")]
    public void A_scope_that_names_no_region_is_known_for_a_warning(string scope, string expected)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Authorization = $"AWS4-HMAC-SHA256 Credential=KEY/20260101/{scope}/sqs/aws4_request{Signature}";

        Assert.Equal(expected, RequestRegion.UnknownOf(context.Request).ToString());
    }

    [Theory]
    [InlineData("?Action=ListQueues&X-Amz-Credential=KEY%2F20260101%2Feu-west-1%2Fsqs%2Faws4_request&X-Amz-Date=1", "eu-west-1")]
    [InlineData("?X-Amz-Credential=KEY/20260101/eu-west-1/sqs/aws4_request", "eu-west-1")]
    [InlineData("?X-Amz-Credential=garbage", "")]
    [InlineData("?Action=ListQueues", "")]
    public void So_does_that_of_a_presigned_URL(string query, string expected) => Assert.Equal(expected, RegionOf(null, query, "127.0.0.1:4566"));

    [Theory]
    [InlineData("sqs.eu-west-1.localhost:4566", "eu-west-1")]
    [InlineData("SQS.eu-west-1.amazonaws.com", "eu-west-1")]
    [InlineData("eu-west-1.queue.localhost:4566", "eu-west-1")]
    [InlineData("eu-west-1.queue.amazonaws.com", "eu-west-1")]
    [InlineData("sqs.localhost", "")]
    [InlineData("sqs.garbage.localhost", "")]
    [InlineData("queue.localhost", "")]
    [InlineData("eu-west-1.localhost", "")]
    [InlineData("localhost:4566", "")]
    [InlineData("SQS.EU-WEST-1.localhost", "eu-west-1")]
    [InlineData("sqs.", "")]
    [InlineData("", "")]
    public void So_does_the_region_part_of_the_host(string host, string expected) => Assert.Equal(expected, RegionOf(null, "", host));

    [Theory]
    [InlineData("eu-west-2", "eu-west-2")]
    [InlineData("garbage", "eu-west-1")]
    public void The_scope_counts_before_the_host_unless_it_says_no_region(string scope, string expected) =>
        Assert.Equal(expected, RegionOf($"AWS4-HMAC-SHA256 Credential=KEY/20260101/{scope}/sqs/aws4_request{Signature}", "", "sqs.eu-west-1.localhost"));

    [Theory]
    [InlineData("AWS4-HMAC-SHA256 Credential=KEY/20260101/eu-west-1/sqs/aws4_request" + Signature, "127.0.0.1:4566")]
    [InlineData(null, "eu-west-1.queue.localhost:4566")]
    [InlineData(null, "127.0.0.1:4566")]
    public void The_operations_of_a_region_are_found_without_allocating(string? authorization, string host)
    {
        using var regions = new SqsRegions(TimeProvider.System);
        var operations = new RegionalOperations(regions, static _ => { }, default);
        HttpRequest request = RequestOf(authorization, "", host);
        Operations first = operations.Of(request);
        Assert.Same(first, operations.Of(request));
        long before = GC.GetAllocatedBytesForCurrentThread();

        operations.Of(request);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(host.StartsWith("127", StringComparison.Ordinal) && authorization is null, first == operations.Of(RequestOf(null, "", "localhost")));
    }

    [Fact]
    public void A_name_that_is_no_region_is_told_once_and_so_are_ten_names_at_most()
    {
        using var regions = new SqsRegions(TimeProvider.System);
        List<string> told = [];
        var operations = new RegionalOperations(regions, told.Add, default);
        foreach (string region in (string[])["eu-west-1", "mars", "EU-WEST-1", "mars", .. Enumerable.Range(1, 20).Select(static number => $"moon_{number}")])
        {
            operations.Of(RequestOf($"AWS4-HMAC-SHA256 Credential=KEY/20260101/{region}/sqs/aws4_request{Signature}", "", "localhost"));
        }

        operations.Of(RequestOf(null, "", "localhost"));

        Assert.Equal(
            ["mars", "EU-WEST-1", .. Enumerable.Range(1, 8).Select(static number => $"moon_{number}")],
            told.ConvertAll(static line => line.Split('\'')[1]));
        Assert.Equal("A client signs for the region 'mars', which is no name of a region: it gets the queues of us-east-1.", told[0]);
    }

    [Fact]
    public void Invented_regions_take_no_more_memory_than_a_hundred()
    {
        using var regions = new SqsRegions(TimeProvider.System);
        var operations = new RegionalOperations(regions, static _ => { }, default);
        for (int number = 1; number < SqsRegions.MaxRegions; number++)
        {
            operations.Of(RequestOf(null, "", $"sqs.eu-{Word(number)}-1.localhost"));
        }

        SqsException refused = Assert.Throws<SqsException>(() => operations.Of(RequestOf(null, "", "sqs.eu-moon-1.localhost")));

        Assert.Equal("The endpoint has been asked for 100 regions, and keeps no more: start it again to use eu-moon-1.", refused.Message);
        Assert.Equal(SqsRegions.MaxRegions, regions.All.Count());
        Assert.NotNull(operations.Of(RequestOf(null, "", $"sqs.eu-{Word(1)}-1.localhost")));
    }

    private static string Word(int number) => new string('a', (number % 10) + 1) + new string('b', number / 10);

    private static string RegionOf(string? authorization, string query, string host) =>
        RequestRegion.Of(RequestOf(authorization, query, host)).ToString();

    private static HttpRequest RequestOf(string? authorization, string query, string host)
    {
        var context = new DefaultHttpContext { Request = { Host = new(host), QueryString = new(query) } };
        if (authorization is not null)
        {
            context.Request.Headers.Authorization = authorization;
        }

        return context.Request;
    }
}
