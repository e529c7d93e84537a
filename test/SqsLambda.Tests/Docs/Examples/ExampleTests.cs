using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;
using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Reading;
using SqsLambda.Testing;

namespace SqsLambda.Tests.Docs.Examples;

/// <summary>The examples of the pages do what the pages say.</summary>
public sealed class ExampleTests
{
    private const string TeaOrder = """{"orderId":"1","sku":"TEA","quantity":2}""";
    private const string InvalidOrder = """{"orderId":"2","sku":"TEA","quantity":0}""";
    private const string TestOrder = """{"orderId":"3","sku":"TEST","quantity":1}""";
    private const string NoOrder = "no order";

    private static readonly TestLambdaContext Context = new() { RemainingTime = TimeSpan.FromSeconds(30) };

    [Fact]
    public async Task The_function_of_the_README_returns_only_what_failed() =>
        Assert.Equal(["m2"], Returned(await new Function().FunctionHandler(TestSqsEvent.Of(TeaOrder, TeaOrder, NoOrder), Context)));

    [Fact]
    public async Task The_function_of_SqsLambda_Aws_takes_the_services_of_a_test()
    {
        SQSEvent sqsEvent = TestSqsEvent.Of(TeaOrder, NoOrder);

        var function = new OrderFunction(new FunctionServices());
        SQSBatchResponse response = await function.FunctionHandler(sqsEvent, new TestLambdaContext { RemainingTime = TimeSpan.FromSeconds(30) });

        Assert.Equal(["m1"], Returned(response));
        Assert.Equal(["m1"], Returned(await new OrderFunction().FunctionHandler(sqsEvent, Context)));
    }

    [Fact]
    public async Task The_smallest_complete_example_of_SqsLambda_Batch_handles_a_batch()
    {
        (SQSEvent sqsEvent, TestLambdaContext context) = (TestSqsEvent.Of(TeaOrder, NoOrder), Context);

        var processor = new BatchProcessor<Order>(
            MessageReader.Json(OrderJsonContext.Default.Order),
            new OrderHandler(new Warehouse()),
            new IdempotencyOptions<Order>(
                new InMemoryIdempotencyStore(expiresAfter: TimeSpan.FromDays(14), maxRecords: 100_000, TimeProvider.System),
                IdempotencyKey.Field<Order>(static order => order.OrderId)));

        SQSBatchResponse response = await processor.ProcessAsync(sqsEvent, context);

        Assert.Equal(["m1"], Returned(response));
    }

    [Fact]
    public async Task The_reader_validates_discards_and_unwraps()
    {
        MessageReader<Order> reader = MessageReader.Json(OrderJsonContext.Default.Order)
            .Validated(static order => order.Quantity > 0 ? null : $"quantity is {order.Quantity}: 1 or more is allowed.")
            .DiscardWhen(static order => order.Sku == "TEST", "It is a test order.")
            .FromSns();

        var warehouse = new Warehouse();
        var processor = new BatchProcessor<Order>(reader, new OrderHandler(warehouse));
        SQSBatchResponse response = await processor.ProcessAsync(TestSqsEvent.Of(TeaOrder, InvalidOrder, TestOrder), Context);

        Assert.Equal(["m1"], Returned(response));
        Assert.Equal(["2 TEA"], warehouse.Reserved);
    }

    [Fact]
    public async Task An_attribute_chooses_the_reader_and_the_key_has_the_type()
    {
        MessageReader<IOrderEvent> reader = MessageReader.ByAttribute<IOrderEvent>("type")
            .When("placed", MessageReader.Json(OrderJsonContext.Default.OrderPlaced))
            .When("cancelled", MessageReader.Json(OrderJsonContext.Default.OrderCancelled))
            .DiscardOthers();
        IdempotencyKey<IOrderEvent> key = static (message, context) => $"{message.GetType().Name} {message.OrderId}";

        SQSEvent sqsEvent = TestSqsEvent.Of(TeaOrder, """{"orderId":"1"}""", """{"orderId":"2"}""");
        foreach ((SQSEvent.SQSMessage record, string type) in sqsEvent.Records.Zip((string[])["placed", "cancelled", "paid"]))
        {
            record.MessageAttributes = new() { ["type"] = new() { DataType = "String", StringValue = type } };
        }

        var handler = new Recorder<IOrderEvent>();
        SQSBatchResponse response = await new FunctionServices().CreateProcessor(reader, handler, key).ProcessAsync(sqsEvent, Context);

        Assert.Empty(Returned(response));
        Assert.Equal([nameof(OrderCancelled), nameof(OrderPlaced)], handler.Messages.Select(static message => message.GetType().Name).Order());
    }

    [Theory]
    [InlineData("refused", typeof(PermanentFailureException))]
    [InlineData("busy", typeof(DependencyUnavailableException))]
    [InlineData("paid", null)]
    public async Task The_payment_handler_tells_what_can_succeed_later_from_what_can_not(string answer, Type? failure)
    {
        var handler = new PaymentHandler(new Bank(answer));

        Exception? thrown = await Record.ExceptionAsync(() => handler.HandleAsync(new("1"), ContextOf(TeaOrder), CancellationToken.None));

        Assert.Equal(failure, thrown?.GetType());
        Assert.Equal(answer == "busy" ? TimeSpan.FromMinutes(1) : null, (thrown as DependencyUnavailableException)?.RetryAfter);
    }

    [Fact]
    public async Task A_message_that_differs_in_its_payload_fails()
    {
        var store = new InMemoryIdempotencyStore(TimeSpan.FromDays(14), 100_000, TimeProvider.System);
        var idempotency = new IdempotencyOptions<Order>(store, IdempotencyKey.Field<Order>(static order => order.OrderId))
        {
            PayloadOf = static order => $"{order.Sku} {order.Quantity}",
        };

        var processor = new BatchProcessor<Order>(MessageReader.Json(OrderJsonContext.Default.Order), new OrderHandler(new Warehouse()), idempotency);
        await processor.ProcessAsync(TestSqsEvent.Of(TeaOrder), Context);
        SQSBatchResponse response = await processor.ProcessAsync(TestSqsEvent.Of(TeaOrder, TeaOrder.Replace("TEA", "CUP", StringComparison.Ordinal)), Context);

        Assert.Equal(["m1"], Returned(response));
    }

    [Theory]
    [InlineData("COMPLETED", 0)]
    [InlineData("INPROGRESS", 1)]
    [InlineData(null, 1)]
    public async Task What_Powertools_has_completed_is_not_handled_again(string? status, int reserved)
    {
        const string powertoolsTable = "powertools";
        using var dynamoDb = new TableOfPowertools("orders.ReserveAsync#c4ca4238a0b923820dcc509a6f75849b", status);
        var warehouse = new Warehouse();

        IMessageHandler<Order> handler = new OrderHandler(warehouse).Use(async (order, context, next, cancellationToken) =>
        {
            string id = $"orders.ReserveAsync#{Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(order.OrderId)))}";
            GetItemResponse old = await dynamoDb.GetItemAsync(powertoolsTable, new() { ["id"] = new(id) }, cancellationToken);
            if (old.Item?.GetValueOrDefault("status")?.S != "COMPLETED")
            {
                await next(cancellationToken);
            }
        });

        await handler.HandleAsync(new("1", "TEA", 2), ContextOf(TeaOrder), CancellationToken.None);

        Assert.Equal(reserved, warehouse.Reserved.Count);
    }

    private static MessageContext ContextOf(string body) => new(TestSqsEvent.Of(body).Build().Records[0], Context.Logger);

    [Fact]
    public async Task A_unit_test_sees_what_a_handler_enlists()
    {
        var context = new MessageContext(new SQSEvent.SQSMessage(), new TestLambdaLogger());
        await new TransferHandler().HandleAsync(new Transfer("1", "alice", "bob", 20), context, default);
        Assert.Equal(["alice", "bob"], context.EnlistedWrites().Select(static write => write.Update.Key["account"].S));

        Assert.Equal(
            [("alice", "-20"), ("bob", "20")],
            context.EnlistedWrites().Select(static write => (write.Update.Key["account"].S, write.Update.ExpressionAttributeValues[":amount"].N)));
    }

    [Fact]
    public async Task A_test_of_a_function_sees_what_its_handler_enlists()
    {
        var writes = new List<object>();
        var services = new FunctionServices { Store = TestIdempotencyStore.Create(doWork: writes.AddRange) };
        BatchProcessor<string> processor = services.CreateProcessor(MessageReader.Text(), new NoteTaker(), IdempotencyKey.MessageId<string>());

        Assert.Empty(Returned(await processor.ProcessAsync(TestSqsEvent.Of("a note"), Context)));
        Assert.Empty(Returned(await processor.ProcessAsync(TestSqsEvent.Of("a note"), Context)));

        Assert.Equal("notes", Assert.IsType<TransactWriteItem>(Assert.Single(writes)).Put.TableName);
    }

    private static string[] Returned(SQSBatchResponse response) => [.. response.BatchItemFailures.Select(static failure => failure.ItemIdentifier)];

    private sealed class NoteTaker : IMessageHandler<string>
    {
        public Task HandleAsync(string message, MessageContext context, CancellationToken cancellationToken)
        {
            context.Enlist(new TransactWriteItem { Put = new() { TableName = "notes", Item = new() { ["text"] = new(message) } } });
            return Task.CompletedTask;
        }
    }

    private sealed class Recorder<TMessage> : IMessageHandler<TMessage>
    {
        public List<TMessage> Messages { get; } = [];

        public Task HandleAsync(TMessage message, MessageContext context, CancellationToken cancellationToken)
        {
            lock (Messages)
            {
                Messages.Add(message);
            }

            return Task.CompletedTask;
        }
    }

    private sealed class Bank(string answer) : IPayments
    {
        public Task<PaymentAnswer> PayAsync(Payment payment, string? idempotencyKey, CancellationToken cancellationToken) =>
            Task.FromResult(new PaymentAnswer(answer == "refused", answer == "busy", TimeSpan.FromMinutes(1)));
    }

    /// <summary>Holds one record, as Powertools writes it.</summary>
    private sealed class TableOfPowertools(string id, string? status) : AmazonDynamoDBClient("none", "none", Amazon.RegionEndpoint.USEast1)
    {
        public override Task<GetItemResponse> GetItemAsync(string tableName, Dictionary<string, AttributeValue> key, CancellationToken cancellationToken) =>
            Task.FromResult(new GetItemResponse
            {
                Item = key["id"].S == id && status is not null ? new() { ["id"] = new(id), ["status"] = new(status) } : null,
            });
    }
}
