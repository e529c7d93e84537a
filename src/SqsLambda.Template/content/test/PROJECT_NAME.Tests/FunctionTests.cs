using Amazon.Lambda.SQSEvents;
using SqsLambda.Aws;
using SqsLambda.Testing;

namespace FUNCTION_NAMESPACE.Tests;

public sealed class FunctionTests
{
    private static readonly MESSAGE_TYPE First = new() { Id = "1", Text = "hello" };
    private static readonly MESSAGE_TYPE Second = new() { Id = "2", Text = "world" };

    private readonly Function _function = new(new FunctionServices());
    private readonly TestInvocationContext _context = new();

    [Fact]
    public async Task Messages_that_are_handled_do_not_come_back()
    {
        SQSBatchResponse response = await HandleAsync(EventOf(First, Second));

        response.ShouldReturnNothing(_context);
        Assert.Equal(["1", "2"], HandledIds().Order());
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("""{"text":"no id"}""")]
    [InlineData("""{"id":" ","text":"a blank id"}""")]
    [InlineData("""{"id":"3","text":""}""")]
    public async Task A_message_that_is_not_valid_comes_back(string body)
    {
        SQSBatchResponse response = await HandleAsync(EventOf(body));

        response.ShouldReturn(_context, "m0");
        Assert.Empty(HandledIds());
    }

    [Fact]
    public async Task A_message_that_is_delivered_twice_is_handled_once()
    {
        await HandleAsync(EventOf(First));
        SQSBatchResponse response = await HandleAsync(EventOf(First));

        response.ShouldReturnNothing(_context);
        Assert.Equal(["1"], HandledIds());
    }
#if (fifo)

    [Fact]
    public async Task After_a_message_that_fails_the_rest_of_its_group_comes_back_too()
    {
        TestSqsEvent sqsEvent = TestSqsEvent.Of(MESSAGE_TYPEJsonContext.Default.MESSAGE_TYPE, First with { Text = "" }, First, Second).Fifo("a", "a", "b");

        SQSBatchResponse response = await HandleAsync(sqsEvent);

        response.ShouldReturn(_context, "m0", "m1");
        Assert.Equal(["2"], HandledIds());
    }
#endif

#if (fifo)
    private static TestSqsEvent EventOf(params MESSAGE_TYPE[] messages) => TestSqsEvent.Of(MESSAGE_TYPEJsonContext.Default.MESSAGE_TYPE, messages).Fifo("group");

    private static TestSqsEvent EventOf(string body) => TestSqsEvent.Of(body).Fifo("group");
#else
    private static TestSqsEvent EventOf(params MESSAGE_TYPE[] messages) => TestSqsEvent.Of(MESSAGE_TYPEJsonContext.Default.MESSAGE_TYPE, messages);

    private static TestSqsEvent EventOf(string body) => TestSqsEvent.Of(body);
#endif

    private Task<SQSBatchResponse> HandleAsync(SQSEvent sqsEvent) => _function.FunctionHandler(sqsEvent, _context);

    // The handler only logs. When yours has an effect, assert that in its place.
    private IEnumerable<string> HandledIds() => _context.Log.Entries
        .Select(static entry => entry.Message.Split(' '))
        .Where(static words => words[0] == "Handled")
        .Select(static words => words[1]);
}
