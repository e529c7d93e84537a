using Amazon.Lambda.SQSEvents;
using SqsLambda.Aws;
using SqsLambda.Testing;

namespace FUNCTION_NAMESPACE.Tests;

public sealed class FunctionTests
{
    private const string Valid = """{"id":"1","text":"hello"}""";
    private const string OtherValid = """{"id":"2","text":"world"}""";

    private readonly Function _function = new(new FunctionServices());
    private readonly TestInvocationContext _context = new();

    [Fact]
    public async Task Messages_that_are_handled_do_not_come_back()
    {
        SQSBatchResponse response = await HandleAsync(NewEvent(Valid, OtherValid));

        response.ShouldReturnNothing();
        Assert.Equal(["1", "2"], HandledIds().Order());
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("""{"text":"no id"}""")]
    [InlineData("""{"id":" ","text":"a blank id"}""")]
    [InlineData("""{"id":"3","text":""}""")]
    public async Task Only_the_message_that_is_not_valid_comes_back(string body)
    {
        SQSBatchResponse response = await HandleAsync(NewEvent(body, Valid));

        response.ShouldReturn("m0");
        Assert.Equal(["1"], HandledIds());
    }

    [Fact]
    public async Task A_message_that_is_delivered_twice_is_handled_once()
    {
        await HandleAsync(NewEvent(Valid));
        SQSBatchResponse response = await HandleAsync(NewEvent(Valid));

        response.ShouldReturnNothing();
        Assert.Equal(["1"], HandledIds());
    }
#if (fifo)

    [Fact]
    public async Task After_a_message_that_fails_the_rest_of_its_group_comes_back_too()
    {
        SQSBatchResponse response = await HandleAsync(TestSqsEvent.Of("no JSON", Valid, OtherValid).Fifo("a", "a", "b"));

        response.ShouldReturn("m0", "m1");
        Assert.Equal(["2"], HandledIds());
    }
#endif

#if (fifo)
    // Each message is in a group of its own.
    private static TestSqsEvent NewEvent(params string[] bodies) =>
        TestSqsEvent.Of(bodies).Fifo([.. bodies.Select(static (_, index) => $"group-{index}")]);
#else
    private static TestSqsEvent NewEvent(params string[] bodies) => TestSqsEvent.Of(bodies);
#endif

    private Task<SQSBatchResponse> HandleAsync(SQSEvent sqsEvent) => _function.FunctionHandler(sqsEvent, _context);

    // The ids in the log lines of the handler. Replace this by the effect of your own handler.
    private IEnumerable<string> HandledIds() => _context.Log.Entries
        .Select(static entry => entry.Message.Split(' '))
        .Where(static words => words[0] == "Handled")
        .Select(static words => words[1]);
}
