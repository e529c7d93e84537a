using System.Diagnostics;
using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Tests.Hosting;

public sealed class MessageOutcomesTests : IDisposable
{
    private readonly ActivitySource _source = new("SqsLambda.Batch");

    [Fact]
    public async Task Each_of_two_invocations_at_the_same_time_tells_of_its_own_messages()
    {
        var bothRun = new Barrier(2);
        using var function = NewFunction(async (payload, _) =>
        {
            await Task.Run(() => Record($"{payload[0]}-first", "succeeded", reason: null));
            bothRun.SignalAndWait(TimeSpan.FromMinutes(1));
            Record($"{payload[0]}-second", "failed", "broken");
            return payload;
        });

        InvocationResult[] results = await Task.WhenAll(function.InvokeAsync([1]), function.InvokeAsync([2]));

        Assert.Equal([new("1-first", "succeeded", null), new("1-second", "failed", "broken")], results[0].Messages);
        Assert.Equal([new("2-first", "succeeded", null), new("2-second", "failed", "broken")], results[1].Messages);
    }

    [Fact]
    public async Task A_function_that_tells_nothing_has_no_messages()
    {
        using var function = NewFunction(static (payload, _) => Task.FromResult(payload));
        Record("outside of any invocation", "succeeded", reason: null);

        Assert.Empty((await function.InvokeAsync([1])).Messages);
    }

    [Fact]
    public async Task A_response_that_Lambda_does_not_carry_is_an_error()
    {
        using var function = NewFunction(static (_, _) => Task.FromResult(new byte[LocalFunction.MaxResponseBytes + 1]));

        Assert.Equal(
            "Response payload size (6291557 bytes) exceeded maximum allowed payload size (6291556 bytes).", (await function.InvokeAsync([1])).FunctionError);
    }

    [Fact]
    public async Task What_the_function_throws_is_told_with_its_causes_in_one_line()
    {
        using var function = NewFunction(static (_, _) => throw new InvalidOperationException("two\nlines", new TimeoutException("late")));

        Assert.Equal("InvalidOperationException: two lines Caused by TimeoutException: late", (await function.InvokeAsync([1])).FunctionError);
    }

    public void Dispose() => _source.Dispose();

    private static LocalFunction NewFunction(FunctionHandler handler) =>
        new("name", handler, TimeSpan.FromSeconds(60), memoryMB: 128, TimeProvider.System, new(TextWriter.Null));

    private void Record(string id, string outcome, string? reason)
    {
        using Activity? activity = _source.StartActivity("process", ActivityKind.Consumer, parentContext: default);
        activity?.SetTag("messaging.message.id", id).SetTag("sqs_lambda.outcome", outcome).SetTag("sqs_lambda.reason", reason);
    }
}
