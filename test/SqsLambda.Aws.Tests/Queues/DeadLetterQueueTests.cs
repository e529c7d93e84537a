using SqsLambda.Aws.Queues;

namespace SqsLambda.Aws.Tests.Queues;

/// <summary>A dead-letter queue that no message could be sent to is refused when it is named.</summary>
public sealed class DeadLetterQueueTests
{
    [Theory]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq")]
    [InlineData("https://sqs.eu-central-1.api.aws/123456789012/orders-dlq.fifo")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com.cn/123456789012/orders_DLQ")]
    [InlineData("http://127.0.0.1:9324/000000000000/d")]
    [InlineData("HTTP://localhost:4566/queue/eu-central-1/000000000000/orders-dlq")]
    public void A_URL_of_a_queue_is_allowed(string url) => Assert.Equal(url, DeadLetterQueue.Url(url).ToString());

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("orders-dlq")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq\n")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq\r\n")]
    [InlineData(" https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders\tdlq")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq\0")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq/")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012\\orders-dlq")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/orders-dlq")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/")]
    [InlineData("https://123456789012/orders-dlq")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/12345678901/orders-dlq")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/12345678901٢/orders-dlq")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders.dlq")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq?a=b")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/?a=/123456789012/orders-dlq")]
    [InlineData("https://sqs.eu-central-1.amazonaws.com/#/123456789012/orders-dlq")]
    [InlineData("https://user:password@sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq")]
    [InlineData("ftp://sqs.eu-central-1.amazonaws.com/123456789012/orders-dlq")]
    [InlineData("https:/123456789012/orders-dlq")]
    [InlineData("arn:aws:sqs:eu-central-1:123456789012:orders-dlq")]
    public void Any_other_URL_is_refused_with_its_value_and_what_is_allowed(string? url)
    {
        var exception = Assert.Throws<ArgumentException>(nameof(url), () => DeadLetterQueue.Url(url!));

        string shown = string.Concat((url ?? "").Select(static character => char.IsControl(character) ? ' ' : character));
        Assert.Equal(
            $"The URL of the dead-letter queue is '{shown}': allowed is an http or https URL that ends in /account/name, such as https://sqs.eu-west-1.amazonaws.com/123456789012/orders-dlq. (Parameter 'url')",
            exception.Message);
    }

    public static TheoryData<string> AllowedNames =>
        ["d", "orders-dlq", "orders_DLQ-1", "orders-dlq.fifo", new string('d', 80), new string('d', 75) + ".fifo"];

    [Theory]
    [MemberData(nameof(AllowedNames))]
    public void A_name_of_a_queue_is_allowed(string name) => Assert.Equal(name, DeadLetterQueue.Named(name).ToString());

    public static TheoryData<string?> RefusedNames =>
        ["", null, ".fifo", "orders.dlq", "orders-dlq.FIFO", "orders-dlq.fifo.fifo", "orders-dlq\n", "orders-dlq.fifo\n", " orders-dlq", "orders/dlq", "bestellungen-für-alle", new string('d', 81), new string('d', 76) + ".fifo"];

    [Theory]
    [MemberData(nameof(RefusedNames))]
    public void Any_other_name_is_refused_with_its_value_and_what_is_allowed(string? name)
    {
        var exception = Assert.Throws<ArgumentException>(nameof(name), () => DeadLetterQueue.Named(name!));

        Assert.Equal(
            $"The name of the dead-letter queue is '{name?.Replace('\n', ' ')}': allowed is 1 to 80 of a-z, A-Z, 0-9, '-' and '_', with or without .fifo. (Parameter 'name')",
            exception.Message);
    }

    [Fact]
    public void Two_that_name_the_same_queue_in_the_same_way_are_equal()
    {
        Assert.Equal(DeadLetterQueue.Named("orders-dlq"), DeadLetterQueue.Named("orders-dlq"));
        Assert.NotEqual(DeadLetterQueue.Named("orders-dlq"), DeadLetterQueue.Named("orders-dlq.fifo"));
    }
}
