using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Tests.Sqs;

public sealed class RegionNameTests
{
    [Theory]
    [InlineData("us-east-1")]
    [InlineData("ap-southeast-7")]
    [InlineData("us-gov-west-1")]
    [InlineData("us-isob-east-1")]
    [InlineData("eusc-de-east-1")]
    [InlineData("eu-west-10")]
    public void A_region_has_two_words_or_more_and_a_number(string text) => Assert.True(RegionName.IsValid(text));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("local")]
    [InlineData("us-1")]
    [InlineData("us-east")]
    [InlineData("us-east-")]
    [InlineData("us-east-100")]
    [InlineData("us-east-1a")]
    [InlineData("US-EAST-1")]
    [InlineData("us--east-1")]
    [InlineData("-us-east-1")]
    [InlineData("us-east-1-")]
    [InlineData("us-éast-1")]
    [InlineData("us_east_1")]
    [InlineData("20260101")]
    [InlineData("us-east-with-a-name-that-never-ends-1")]
    public void Any_other_text_is_no_region(string? text) => Assert.False(RegionName.IsValid(text));

    [Theory]
    [InlineData("eu-west-1", "arn:aws:sqs:eu-west-1:000000000000:q")]
    [InlineData("cn-north-1", "arn:aws-cn:sqs:cn-north-1:000000000000:q")]
    [InlineData("us-gov-west-1", "arn:aws-us-gov:sqs:us-gov-west-1:000000000000:q")]
    [InlineData("us-iso-west-1", "arn:aws-iso:sqs:us-iso-west-1:000000000000:q")]
    [InlineData("us-isob-east-1", "arn:aws-iso-b:sqs:us-isob-east-1:000000000000:q")]
    [InlineData("local", "arn:aws:sqs:us-east-1:000000000000:q")]
    public void A_queue_has_an_ARN_of_its_region_and_partition(string region, string arn)
    {
        using var regions = new SqsRegions(TimeProvider.System);

        Assert.Equal(arn, regions.In(region).CreateQueue("q").Arn);
    }

    [Theory]
    [InlineData("eu-west-1", "eu-west-1")]
    [InlineData("local", "us-east-1")]
    [InlineData(null, "us-east-1")]
    public void What_says_no_region_is_in_the_default_region(string? defaultRegion, string expected)
    {
        using var regions = new SqsRegions(TimeProvider.System, defaultRegion);

        Assert.Equal(expected, regions.Default.Region);
        Assert.Same(regions.Default, regions.In(null));
        Assert.Same(regions.Default, regions.In("no region"));
        Assert.Same(regions.Default, regions.In(expected));
        Assert.NotSame(regions.Default, regions.In("eu-west-2"));
    }
}
