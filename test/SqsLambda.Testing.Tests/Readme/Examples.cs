using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Testing.Tests.Readme;

/// <summary>The other examples of the package's page.</summary>
public sealed class Examples
{
    private readonly OrderHandler _handler = new();

    [Fact]
    public async Task Typed()
    {
        TestSqsEvent batch = TestSqsEvent.Of(OrderJsonContext.Default.Order, new Order("1", 2), new Order("2", 1));

        await HandledAsync(batch, "1", "2");
    }

    [Fact]
    public async Task Values()
    {
        TestSqsEvent batch = TestSqsEvent.Of(OrderJsonContext.Default.Order, new Order("1", 2), new Order("2", 1), new Order("3", 1))
            .Queue("orders", region: "eu-west-1")
            .WithAttribute("type", "placed", "changed") // placed, changed, placed
            .WithNumberAttribute("weight", 1.5m)
            .ReceivedTimes(1, 1, 3)
            .SentAt(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));

        await HandledAsync(batch, "1", "2", "3");
        Assert.Equal(["placed", "changed", "placed"], batch.Build().Records.Select(static record => record.MessageAttributes["type"].StringValue));
    }

    [Fact]
    public async Task Fifo()
    {
        TestSqsEvent batch = TestSqsEvent.Of(OrderJsonContext.Default.Order, new Order("1", 0), new Order("2", 1), new Order("3", 1))
            .Fifo("customer-a", "customer-b", "customer-a");

        SQSBatchResponse response = await new OrderFunction(_handler).FunctionHandler(batch, new TestInvocationContext());

        response.ShouldReturn("m0", "m2"); // The rest of the group comes back after the message that failed.
    }

    [Fact]
    public async Task Fair()
    {
        TestSqsEvent batch = TestSqsEvent.Of(OrderJsonContext.Default.Order, new Order("1", 2), new Order("2", 1)).Fair("tenant-a", "tenant-b");

        await HandledAsync(batch, "1", "2");
    }

    [Fact]
    public async Task Sns()
    {
        TestSqsEvent batch = TestSqsEvent.Of("""{"orderId":"1","quantity":2}""")
            .FromSns(topic: "orders", subject: "An order")
            .WithAttribute("type", "placed");

        await HandledAsync(batch, "1");
        Assert.Contains("\"Type\":\"Notification\"", batch.Build().Records[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public void EventBridge()
    {
        TestSqsEvent batch = TestSqsEvent.Of("""{"orderId":"1","quantity":2}""")
            .FromEventBridge("OrderPlaced", source: "shop.orders");

        Assert.Equal(
            ReadResult.Message(new Order("1", 2)),
            MessageReader.Json(OrderJsonContext.Default.Order).FromEventBridge().Read(batch.Build().Records[0].Body, batch.ContextOf()));
    }

    [Fact]
    public void S3()
    {
        TestSqsEvent put = TestSqsEvent.OfS3("photos", "2030/red flower.jpg", "2030/blue flower.jpg");
        TestSqsEvent deleted = TestSqsEvent.OfS3(new S3NotificationRecord
        {
            EventName = "ObjectRemoved:Delete",
            Region = "us-east-1",
            BucketName = "photos",
            Key = "2030/red flower.jpg",
        });

        Assert.Equal((2, 1), (put.Count, deleted.Count));
        Assert.Contains("2030/red+flower.jpg", deleted.Build().Records[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Odd()
    {
        TestSqsEvent batch = TestSqsEvent.Of("a", "b")
            .WithSystemAttribute("AWSTraceHeader", "Root=1-5759e988-bd862e3fe1be46a994272793")
            .With(1, record => record.Body = null);

        (await new OrderFunction(_handler).FunctionHandler(batch, new TestInvocationContext())).ShouldReturn("m0", "m1");
    }

    [Fact]
    public async Task Handler()
    {
        TestSqsEvent batch = TestSqsEvent.Of("""{"orderId":"1","quantity":2}""").ReceivedTimes(3);

        await _handler.HandleAsync(new Order("1", 2), batch.ContextOf(0), CancellationToken.None);

        Assert.Equal(["1"], _handler.OrderIds);
    }

    [Fact]
    public async Task Context()
    {
        var function = new OrderFunction(_handler);
        TestSqsEvent batch = TestSqsEvent.Of("no JSON");

        var context = new TestInvocationContext { RemainingTime = TimeSpan.FromSeconds(5) };
        await function.FunctionHandler(batch, context);

        Assert.Contains("Message m0 failed permanently", context.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store()
    {
        InMemoryIdempotencyStore store = TestIdempotencyStore.Create();
        var function = new OrderFunction(_handler, store);
        TestSqsEvent batch = TestSqsEvent.Of("""{"orderId":"1","quantity":2}""");

        await function.FunctionHandler(batch, new TestInvocationContext());
        await function.FunctionHandler(batch.ReceivedTimes(2), new TestInvocationContext());

        Assert.Equal(["1"], _handler.OrderIds);
        Assert.Equal(1, store.Count);
    }

    [Fact]
    public void Asserts()
    {
        var response = new SQSBatchResponse([new() { ItemIdentifier = "m0" }, new() { ItemIdentifier = "m1" }]);
        var context = new TestInvocationContext();

        response.ShouldReturn("m0", "m1"); // exactly these, in any order
        new SQSBatchResponse().ShouldReturnNothing();
        response.ShouldReturn(context, "m0", "m1"); // the same; if it fails, the message has the log of the invocation
        IReadOnlyList<string?> ids = response.ReturnedIds(); // for asserts of your own

        Assert.Equal(["m0", "m1"], ids);
        Assert.Equal(
            ReadmeText.AfterFence("text").TrimEnd(),
            Assert.Throws<SqsAssertException>(() => new SQSBatchResponse([new() { ItemIdentifier = "m1" }, new() { ItemIdentifier = "m4" }]).ShouldReturn("m1", "m3"))
                .Message);
    }

    private async Task HandledAsync(TestSqsEvent batch, params string[] orderIds)
    {
        (await new OrderFunction(_handler).FunctionHandler(batch, new TestInvocationContext())).ShouldReturnNothing();
        Assert.Equal(orderIds, _handler.OrderIds);
    }
}
