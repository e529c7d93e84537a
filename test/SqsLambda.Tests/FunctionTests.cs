using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;
using SqsLambda.Aws;
using SqsLambda.Aws.Settings;
using SqsLambda.Batch.Failures;
using SqsLambda.Orders;

namespace SqsLambda.Tests;

public sealed class FunctionTests
{
    private readonly InMemoryOrderBook _orderBook = new();
    private readonly TestLambdaLogger _logger = new();

    [Fact]
    public async Task A_batch_of_good_orders_is_recorded_and_acknowledged()
    {
        string response = await HandleAsync(NewFunction(), SampleEvents.Of(Order("1"), Order("2")));

        Assert.Equal("""{"batchItemFailures":[]}""", response);
        Assert.Equal(["1", "2"], _orderBook.Orders.Select(order => order.OrderId));
    }

    [Fact]
    public async Task Of_a_batch_of_ten_exactly_the_two_that_fail_are_returned()
    {
        var orderBook = new FailingOrderBook(_orderBook, "3", "8");

        string response = await HandleAsync(NewFunction(orderBook), SampleEvents.Of(Enumerable.Range(1, 10).Select(number => Order($"{number}"))));

        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"message-3"},{"itemIdentifier":"message-8"}]}""", response);
        Assert.Equal(["1", "2", "4", "5", "6", "7", "9", "10"], _orderBook.Orders.Select(order => order.OrderId));
    }

    /// <summary>An order in memory would be gone, and its message remembered as done.</summary>
    [Theory]
    [InlineData("in Lambda", "AWS_LAMBDA_FUNCTION_NAME", "orders")]
    [InlineData("with a table of idempotency records", "IDEMPOTENCY_TABLE", "idempotency")]
    [InlineData("misspelt", "ORDERS_TABEL", "orders", "AWS_LAMBDA_FUNCTION_NAME", "orders")]
    public async Task Without_a_table_for_the_orders_every_invocation_fails_in_one_line_and_touches_no_message(string name, params string[] variables)
    {
        Assert.NotEmpty(name);
        var environment = variables.Chunk(2).ToDictionary(static each => each[0], static each => each[1]);
        using var log = new StringWriter();
        var function = new Function(FunctionServices.FromEnvironment(environment.GetValueOrDefault, log, static () => throw new InvalidOperationException("No client is needed.")));

        var failure = await Assert.ThrowsAsync<InvalidSettingException>(() => HandleAsync(function, SampleEvents.Of(Order("1"))));

        Assert.Equal(
            "Environment variable ORDERS_TABLE is not set: in Lambda, and where IDEMPOTENCY_TABLE is set, it must name a DynamoDB table with the partition key orderId.",
            failure.Message);
        Assert.Equal(failure.Message, log.ToString().Trim());
    }

    [Fact]
    public async Task An_order_that_is_delivered_twice_is_recorded_once()
    {
        Function function = NewFunction();
        SQSEvent batch = SampleEvents.Of(Order("1"), Order("2"));

        await HandleAsync(function, batch);
        string response = await HandleAsync(function, batch);

        Assert.Equal("""{"batchItemFailures":[]}""", response);
        Assert.Equal(["1", "2"], _orderBook.Orders.Select(order => order.OrderId));
    }

    [Theory]
    [InlineData("""{"sku":"a","quantity":1}""", "orderId")]
    [InlineData("""{"orderId":"1","quantity":1}""", "sku")]
    [InlineData("""{"orderId":"1","sku":"a"}""", "quantity")]
    [InlineData("""{"orderId":null,"sku":"a","quantity":1}""", "orderId")]
    [InlineData("""{"orderId":" ","sku":"a","quantity":1}""", "orderId")]
    [InlineData("""{"orderId":"1","sku":"","quantity":1}""", "sku")]
    [InlineData("""{"orderId":"1","sku":"a","quantity":0}""", "quantity is 0: 1 to 10,000 is allowed.")]
    [InlineData("""{"orderId":"1","sku":"a","quantity":10001}""", "quantity is 10001: 1 to 10,000 is allowed.")]
    [InlineData("""{"orderId":"1","sku":"a","quantity":"2"}""", "quantity")]
    [InlineData("""{"orderId":"1","sku":"a","quantity":1.5}""", "quantity")]
    [InlineData("""{"orderId":"1","sku":"a","quantity":1,"quantity":2}""", "quantity")]
    public async Task An_invalid_order_is_a_permanent_failure_that_names_the_field(string body, string named)
    {
        string response = await HandleAsync(NewFunction(), SampleEvents.Of(body, Order("good")));

        Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"message-1"}]}""", response);
        Assert.Equal(["good"], _orderBook.Orders.Select(order => order.OrderId));
        string log = _logger.Buffer.ToString();
        Assert.Contains("failed permanently", log, StringComparison.Ordinal);
        Assert.Contains(named, log, StringComparison.Ordinal);
        Assert.DoesNotContain(body, log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10_000)]
    public async Task The_bounds_of_the_quantity_are_allowed(int quantity)
    {
        await HandleAsync(NewFunction(), SampleEvents.Of($$"""{"orderId":"1","sku":"a","quantity":{{quantity}}}"""));

        Assert.Equal(quantity, Assert.Single(_orderBook.Orders).Quantity);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Records":null}""")]
    [InlineData("""{"Records":[]}""")]
    public async Task An_event_without_records_is_answered_with_success(string json) =>
        Assert.Equal("""{"batchItemFailures":[]}""", await HandleAsync(NewFunction(), SampleEvents.Read(json)));

    [Fact]
    public async Task An_event_with_binary_attributes_and_null_members_is_read()
    {
        SQSEvent batch = SampleEvents.Read("""
            {"Records":[{"messageId":"m","body":"{\"orderId\":\"1\",\"sku\":\"a\",\"quantity\":1}","attributes":{},
              "messageAttributes":{"Signature":{"binaryValue":"AQID","stringListValues":[],"binaryListValues":[],"dataType":"Binary"},
                                   "Name":{"stringValue":"x","binaryValue":null,"dataType":"String"}},
              "md5OfMessageAttributes":null,"eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-2:123456789012:orders"}]}
            """);

        Assert.Equal([1, 2, 3], batch.Records[0].MessageAttributes["Signature"].BinaryValue.ToArray());
        Assert.Equal("arn:aws:sqs:us-east-2:123456789012:orders", batch.Records[0].EventSourceArn);
        Assert.Equal("""{"batchItemFailures":[]}""", await HandleAsync(NewFunction(), batch));
    }

    [Fact]
    public async Task Lambda_can_create_and_call_it_with_nothing_set() =>
        Assert.Equal("""{"batchItemFailures":[]}""", await HandleAsync(new Function(), SampleEvents.Of(Order("1"))));

    [Fact]
    public void The_serializer_is_the_source_generated_one() =>
        Assert.Equal(
            typeof(SourceGeneratorLambdaJsonSerializer<FunctionJsonContext>),
            ((Amazon.Lambda.Core.LambdaSerializerAttribute)Attribute.GetCustomAttribute(
                typeof(Function).Assembly, typeof(Amazon.Lambda.Core.LambdaSerializerAttribute))!).SerializerType);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_batch_that_fails_wholly_is_an_error_of_the_function_by_choice(bool throws)
    {
        var function = new Function(
            new FunctionServices(name => name == "THROW_ON_FULL_BATCH_FAILURE" ? $"{throws}" : null), new FailingOrderBook(_orderBook, "1", "2"));
        var handling = () => HandleAsync(function, SampleEvents.Of(Order("1"), Order("2")));

        if (throws)
        {
            await Assert.ThrowsAsync<BatchFailedException>(handling);
        }
        else
        {
            Assert.Equal("""{"batchItemFailures":[{"itemIdentifier":"message-1"},{"itemIdentifier":"message-2"}]}""", await handling());
        }
    }

    private static string Order(string orderId) => $$"""{"orderId":"{{orderId}}","sku":"TEA-250","quantity":2}""";

    private Function NewFunction(IOrderBook? orderBook = null) => new(new FunctionServices(), orderBook ?? _orderBook);

    private async Task<string> HandleAsync(Function function, SQSEvent batch)
    {
        var context = new TestLambdaContext { RemainingTime = TimeSpan.FromSeconds(30), Logger = _logger };
        return SampleEvents.Write(await function.FunctionHandler(batch, context));
    }

    private sealed class FailingOrderBook(IOrderBook inner, params string[] failing) : IOrderBook
    {
        public Task RecordAsync(Order order, CancellationToken cancellationToken) =>
            failing.Contains(order.OrderId)
                ? Task.FromException(new InvalidOperationException("The order book is closed."))
                : inner.RecordAsync(order, cancellationToken);
    }
}
