using System.Text;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Aws;
using SqsLambda.Aws.Settings;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;
using SqsLambda.Orders;
using SqsLambda.Testing;

namespace SqsLambda.Tests;

public sealed class FunctionTests
{
    private readonly InMemoryOrderBook _orderBook = new();
    private readonly TestInvocationContext _context = new();

    [Fact]
    public async Task A_batch_of_good_orders_is_recorded_and_acknowledged()
    {
        SQSBatchResponse response = await HandleAsync(NewFunction(), Order("1"), Order("2"));

        response.ShouldReturnNothing();
        Assert.Equal(["1", "2"], _orderBook.Orders.Select(order => order.OrderId));
    }

    [Fact]
    public async Task Of_a_batch_of_ten_exactly_the_two_that_fail_are_returned()
    {
        var orderBook = new FailingOrderBook(_orderBook, "3", "8");

        SQSBatchResponse response = await HandleAsync(NewFunction(orderBook), [.. Enumerable.Range(1, 10).Select(static number => Order($"{number}"))]);

        response.ShouldReturn("m2", "m7");
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

        var failure = await Assert.ThrowsAsync<InvalidSettingException>(() => HandleAsync(function, Order("1")));

        Assert.Equal(
            "Environment variable ORDERS_TABLE is not set: in Lambda, and where IDEMPOTENCY_TABLE is set, it must name a DynamoDB table with the partition key orderId.",
            failure.Message);
        Assert.Equal(failure.Message, log.ToString().Trim());
    }

    [Fact]
    public async Task An_order_that_is_delivered_twice_is_recorded_once()
    {
        Function function = NewFunction();
        TestSqsEvent batch = TestSqsEvent.Of(Order("1"), Order("2"));

        (await function.FunctionHandler(batch, _context)).ShouldReturnNothing();
        (await function.FunctionHandler(batch.ReceivedTimes(2), _context)).ShouldReturnNothing();

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
        SQSBatchResponse response = await HandleAsync(NewFunction(), body, Order("good"));

        response.ShouldReturn("m0");
        Assert.Equal(["good"], _orderBook.Orders.Select(order => order.OrderId));
        string log = _context.Log.Text;
        Assert.Contains("failed permanently", log, StringComparison.Ordinal);
        Assert.Contains(named, log, StringComparison.Ordinal);
        Assert.DoesNotContain(body, log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10_000)]
    public async Task The_bounds_of_the_quantity_are_allowed(int quantity)
    {
        await HandleAsync(NewFunction(), $$"""{"orderId":"1","sku":"a","quantity":{{quantity}}}""");

        Assert.Equal(quantity, Assert.Single(_orderBook.Orders).Quantity);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Records":null}""")]
    [InlineData("""{"Records":[]}""")]
    public async Task An_event_without_records_is_answered_with_success(string json) =>
        Assert.Equal("""{"batchItemFailures":[]}""", await HandleJsonAsync(NewFunction(), json));

    [Fact]
    public async Task An_event_with_binary_attributes_and_null_members_is_read()
    {
        SQSEvent batch = Read("""
            {"Records":[{"messageId":"m","body":"{\"orderId\":\"1\",\"sku\":\"a\",\"quantity\":1}","attributes":{},
              "messageAttributes":{"Signature":{"binaryValue":"AQID","stringListValues":[],"binaryListValues":[],"dataType":"Binary"},
                                   "Name":{"stringValue":"x","binaryValue":null,"dataType":"String"}},
              "md5OfMessageAttributes":null,"eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-2:123456789012:orders"}]}
            """);

        Assert.Equal([1, 2, 3], batch.Records[0].MessageAttributes["Signature"].BinaryValue.ToArray());
        Assert.Equal("arn:aws:sqs:us-east-2:123456789012:orders", batch.Records[0].EventSourceArn);
        (await NewFunction().FunctionHandler(batch, _context)).ShouldReturnNothing();
    }

    [Fact]
    public async Task Lambda_can_create_and_call_it_with_nothing_set() =>
        (await HandleAsync(new Function(), Order("1"))).ShouldReturnNothing();

    [Fact]
    public async Task It_reads_and_answers_the_JSON_of_Lambda_with_the_registered_serializer() => Assert.Equal(
        """{"batchItemFailures":[{"itemIdentifier":"m1"}]}""", await HandleJsonAsync(NewFunction(), TestSqsEvent.Of(Order("1"), "x").ToJson()));

    [Fact]
    public void The_serializer_is_the_source_generated_one() =>
        Assert.Equal(
            typeof(SourceGeneratorLambdaJsonSerializer<FunctionJsonContext>),
            RegisteredSerializer().GetType());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_batch_that_fails_wholly_is_an_error_of_the_function_by_choice(bool throws)
    {
        var function = new Function(
            new FunctionServices(name => name == "THROW_ON_FULL_BATCH_FAILURE" ? $"{throws}" : null), new FailingOrderBook(_orderBook, "1", "2"));
        var handling = () => HandleAsync(function, Order("1"), Order("2"));

        if (throws)
        {
            await Assert.ThrowsAsync<BatchFailedException>(handling);
        }
        else
        {
            (await handling()).ShouldReturn("m0", "m1");
        }
    }

    private static string Order(string orderId) => $$"""{"orderId":"{{orderId}}","sku":"TEA-250","quantity":2}""";

    private Function NewFunction(IOrderBook? orderBook = null) => new(new FunctionServices(), orderBook ?? _orderBook);

    private Task<SQSBatchResponse> HandleAsync(Function function, params string[] bodies) =>
        function.FunctionHandler(TestSqsEvent.Of(bodies), _context);

    private async Task<string> HandleJsonAsync(Function function, string json)
    {
        using var stream = new MemoryStream();
        RegisteredSerializer().Serialize(await function.FunctionHandler(Read(json), _context), stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static SQSEvent Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return RegisteredSerializer().Deserialize<SQSEvent>(stream);
    }

    private static ILambdaSerializer RegisteredSerializer()
    {
        var attribute = (LambdaSerializerAttribute)Attribute.GetCustomAttribute(typeof(Function).Assembly, typeof(LambdaSerializerAttribute))!;
        return (ILambdaSerializer)Activator.CreateInstance(attribute.SerializerType)!;
    }

    private sealed class FailingOrderBook(IOrderBook inner, params string[] failing) : IOrderBook
    {
        public Task RecordAsync(Order order, MessageContext context, CancellationToken cancellationToken) =>
            failing.Contains(order.OrderId)
                ? Task.FromException(new InvalidOperationException("The order book is closed."))
                : inner.RecordAsync(order, context, cancellationToken);
    }
}
