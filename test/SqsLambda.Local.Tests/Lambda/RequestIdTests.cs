using Amazon.Lambda.SQSEvents;
using SqsLambda.Local.Hosting.Children;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Tests.CommandLine;

namespace SqsLambda.Local.Tests.Lambda;

/// <summary>The result of an invocation says which request it was.</summary>
public sealed class RequestIdTests
{
    [Fact]
    public async Task In_this_process_it_is_the_one_that_the_function_was_told()
    {
        string told = "";
        using var function = new LocalFunction(
            "orders",
            TestFunctions.HandlerOf((_, context) =>
            {
                told = context.AwsRequestId;
                return Task.FromResult(new SQSBatchResponse());
            }),
            TimeSpan.FromSeconds(30), memoryMB: 128, TimeProvider.System, new(TextWriter.Null));

        Assert.Equal((await function.InvokeAsync("""{"Records":[]}"""u8.ToArray())).RequestId, told);
        Assert.NotEmpty(told);
    }

    [Fact]
    public async Task In_another_process_it_is_that_of_its_event_and_there_is_none_if_it_was_throttled()
    {
        var answered = new PendingInvocation([]);
        answered.Complete(new InvocationResult([], FunctionError: null));
        var givenUp = new PendingInvocation([]);
        givenUp.GiveUp();

        Assert.Equal(answered.RequestId, (await answered.Answer).RequestId);
        Assert.Null((await givenUp.Answer).RequestId);
    }
}
