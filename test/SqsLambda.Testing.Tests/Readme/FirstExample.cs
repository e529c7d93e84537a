using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Testing.Tests.Readme;

public sealed class OrderFunctionTests
{
    [Fact]
    public async Task Only_the_order_that_cannot_be_processed_is_returned()
    {
        var handler = new OrderHandler();
        var function = new OrderFunction(handler);
        SQSEvent batch = TestSqsEvent.Of(
            """{"orderId":"1","quantity":2}""",
            """{"orderId":"2","quantity":0}""");

        SQSBatchResponse response = await function.FunctionHandler(batch, new TestInvocationContext());

        response.ShouldReturn("m1");
        Assert.Equal(["1"], handler.OrderIds);
    }
}
