using System.Text;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Tests.Mapping;

/// <summary>The success and failure conditions of Lambda's batch item failures, case by case.</summary>
public sealed class BatchVerdictTests
{
    private static readonly HashSet<string> BatchIds = ["a", "b", "c"];

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"batchItemFailures":null}""")]
    [InlineData("""{"batchItemFailures":[]}""")]
    [InlineData("\"\"")]
    [InlineData("[]")]
    [InlineData("""{"statusCode":200,"body":"ok"}""")]
    [InlineData("""{"BatchItemFailures":[{"ItemIdentifier":"a"}]}""")]
    public void Everything_succeeds_where_the_response_names_no_failure(string response)
    {
        BatchVerdict result = Read(response);

        Assert.Empty(result.FailedIds!);
        Assert.Null(result.Reason);
    }

    [Theory]
    [InlineData("""{"batchItemFailure":[{"itemIdentifier":"a"}]}""", true)]
    [InlineData("""{"\ud800":1}""", true)]
    [InlineData("""{"batchItemFailures":[],"other":1}""", false)]
    [InlineData("{}", false)]
    [InlineData("null", false)]
    public void A_response_with_members_and_without_batchItemFailures_is_odd(string response, bool isOdd)
    {
        BatchVerdict result = Read(response);

        Assert.Equal(isOdd ? $"The function's answer has no batchItemFailures, so Lambda takes every message as done: {response}" : null, result.Warning);
        Assert.Empty(result.FailedIds!);
    }

    [Theory]
    [InlineData("""{"batchItemFailures":[""", "the response is not valid JSON")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":""}]}""", "an itemIdentifier is empty")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":null}]}""", "an itemIdentifier is Null, not a string")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":123}]}""", "an itemIdentifier is Number, not a string")]
    [InlineData("""{"batchItemFailures":[{"foo":"a"}]}""", "an entry of batchItemFailures has no itemIdentifier")]
    [InlineData("""{"batchItemFailures":[{"ItemIdentifier":"a"}]}""", "an entry of batchItemFailures has no itemIdentifier")]
    [InlineData("""{"batchItemFailures":["a"]}""", "an entry of batchItemFailures has no itemIdentifier")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"x"}]}""", "itemIdentifier 'x' is not a message of this batch")]
    [InlineData("""{"batchItemFailures":"a"}""", "batchItemFailures is not an array")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"\ud800"}]}""", "an itemIdentifier holds half of a surrogate pair")]
    public void The_whole_batch_fails_where_the_response_names_a_failure_wrongly(string response, string reason)
    {
        BatchVerdict result = Read(response);

        Assert.Null(result.FailedIds);
        Assert.Equal($"{reason}: Lambda fails the whole batch", result.Reason);
    }

    [Theory]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"b"}]}""", "b")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"b"}]}""", "b")]
    [InlineData("""{"\ud800":"\ud800","batchItemFailures":[{"itemIdentifier":"b","\ud800":1}],"batchItem\ud800":1}""", "b")]
    [InlineData("""{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"b"},{"itemIdentifier":"c"}]}""", "a,b,c")]
    public void The_named_messages_stay_and_the_others_are_done(string response, string failed) =>
        Assert.Equal(failed.Split(','), Read(response).FailedIds!.Order());

    private static BatchVerdict Read(string response) => BatchVerdict.OfResponse(Encoding.UTF8.GetBytes(response), BatchIds);
}
