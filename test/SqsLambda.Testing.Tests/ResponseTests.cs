using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Testing.Tests;

/// <summary>The asserts on a response, judged by what Lambda does with it: AWS Lambda Developer Guide, "Handling errors for an SQS event source".</summary>
public sealed class ResponseTests
{
    private const string Deletes = "(Lambda deletes a message that is not returned.)";
    private const string Delivers =
        "(Lambda delivers a returned message again. If no message of the batch has the id, it delivers the whole batch again.)";

    public static TheoryData<string, string?[]?, string[], string> Differences => new()
    {
        {
            "one is missing", ["m1"], ["m1", "m3"], $"""
                The response does not return the expected messages.
                  Expected:   "m1", "m3"
                  Actual:     "m1"
                  Missing:    "m3" {Deletes}
                """
        },
        {
            "one is unexpected", ["m1", "m2"], ["m1"], $"""
                The response does not return the expected messages.
                  Expected:   "m1"
                  Actual:     "m1", "m2"
                  Unexpected: "m2" {Delivers}
                """
        },
        {
            "all differ", ["m4", "m0", "M1"], ["m1", "m3"], $"""
                The response does not return the expected messages.
                  Expected:   "m1", "m3"
                  Actual:     "m4", "m0", "M1"
                  Missing:    "m1", "m3" {Deletes}
                  Unexpected: "m4", "m0", "M1" {Delivers}
                """
        },
        {
            "nothing is expected", ["m0"], [], $"""
                The response does not return the expected messages.
                  Expected:   nothing
                  Actual:     "m0"
                  Unexpected: "m0" {Delivers}
                """
        },
        {
            "nothing is returned", [], ["m0"], $"""
                The response does not return the expected messages.
                  Expected:   "m0"
                  Actual:     nothing
                  Missing:    "m0" {Deletes}
                """
        },
        {
            "an id is empty", ["m0", ""], ["m0"], $"""
                The response returns an id that is null or empty. Lambda takes that as the failure of every message and delivers the whole batch again.
                  Expected:   "m0"
                  Actual:     "m0", ""
                  Unexpected: "" {Delivers}
                """
        },
        {
            "an id is null", [null], ["m0"], $"""
                The response returns an id that is null or empty. Lambda takes that as the failure of every message and delivers the whole batch again.
                  Expected:   "m0"
                  Actual:     null
                  Missing:    "m0" {Deletes}
                  Unexpected: null {Delivers}
                """
        },
        {
            "an id is returned twice", ["m0", "m1", "m0"], ["m0", "m1"], """
                The response returns "m0" more than once. AWS does not document what Lambda does then, so return each id once.
                  Expected:   "m0", "m1"
                  Actual:     "m0", "m1", "m0"
                """
        },
        {
            "an id holds control characters", ["m\n\"\u001b"], [], $"""
                The response does not return the expected messages.
                  Expected:   nothing
                  Actual:     "m\n\"\u001B"
                  Unexpected: "m\n\"\u001B" {Delivers}
                """
        },
        {
            "the list is null", null, ["m0"], $"""
                BatchItemFailures of the response is null. Lambda takes that as the success of every message and deletes the whole batch.
                  Expected:   "m0"
                  Actual:     null
                  Missing:    "m0" {Deletes}
                """
        },
        {
            "the list is null and nothing is expected", null, [], """
                BatchItemFailures of the response is null. Lambda takes that as the success of every message and deletes the whole batch.
                  Expected:   nothing
                  Actual:     null
                """
        },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void A_difference_is_named(string name, string?[]? actual, string[] expected, string message)
    {
        Assert.NotEmpty(name);
        Assert.Equal(message, Assert.Throws<SqsAssertException>(() => Response(actual).ShouldReturn(expected)).Message);
    }

    [Fact]
    public void A_response_that_is_null_deletes_the_batch_and_is_never_as_expected()
    {
        const string Message = "The response is null. Lambda takes that as the success of every message and deletes the whole batch.";
        SQSBatchResponse? none = null;

        Assert.Equal(
            $"{Message}\n  Expected:   \"m0\"\n  Actual:     null\n  Missing:    \"m0\" {Deletes}",
            Assert.Throws<SqsAssertException>(() => none.ShouldReturn("m0")).Message);
        Assert.Equal(
            $"{Message}\n  Expected:   nothing\n  Actual:     null", Assert.Throws<SqsAssertException>(none.ShouldReturnNothing).Message);
    }

    [Fact]
    public void A_response_that_is_as_expected_passes_in_any_order()
    {
        Response(["m3", "m1"]).ShouldReturn("m1", "m3");
        Response([]).ShouldReturn();
        Response([]).ShouldReturnNothing();

        Assert.Throws<SqsAssertException>(Response(["m0"]).ShouldReturnNothing);
    }

    [Fact]
    public void The_ids_are_those_of_the_response_in_its_order()
    {
        Assert.Equal(["m3", null, "m1"], Response(["m3", null, "m1"]).ReturnedIds());
        Assert.Equal([null], new SQSBatchResponse([null]).ReturnedIds());
        Assert.Empty(Response(null).ReturnedIds());
        Assert.Empty(((SQSBatchResponse?)null).ReturnedIds());
    }

    [Fact]
    public void What_a_response_can_never_return_cannot_be_expected()
    {
        SQSBatchResponse response = Response([]);

        Assert.Throws<ArgumentNullException>("messageIds", () => response.ShouldReturn((string[])null!));
        Assert.Throws<ArgumentException>("messageIds", () => response.ShouldReturn("m0", ""));
        Assert.Throws<ArgumentException>("messageIds", () => response.ShouldReturn("m0", null!));
        Assert.Throws<ArgumentException>("messageIds", () => response.ShouldReturn("m0", "m0"));
    }

    private static SQSBatchResponse Response(string?[]? ids) =>
        new() { BatchItemFailures = ids?.Select(static id => new SQSBatchResponse.BatchItemFailure { ItemIdentifier = id }).ToList() };

    [Fact]
    public void With_the_context_the_log_of_the_invocation_says_why()
    {
        var context = new TestInvocationContext();
        var response = new SQSBatchResponse([new() { ItemIdentifier = "m0" }]);
        string difference = Assert.Throws<SqsAssertException>(() => response.ShouldReturnNothing()).Message;
        Assert.Equal(difference, Assert.Throws<SqsAssertException>(() => response.ShouldReturnNothing(context)).Message);

        context.Logger.LogError("Message {id} failed: no text.", "m0");

        Assert.Equal(
            $"{difference}\nThe log of the invocation:\nError: Message m0 failed: no text.",
            Assert.Throws<SqsAssertException>(() => response.ShouldReturnNothing(context)).Message);
        response.ShouldReturn(context, "m0");
    }
}
