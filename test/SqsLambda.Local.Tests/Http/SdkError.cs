using System.Net;
using Amazon.Runtime;
using Amazon.SQS;

namespace SqsLambda.Local.Tests.Http;

/// <summary>What the SDK must make of an error.</summary>
/// <param name="Type">Its exception class, without <c>Exception</c> at the end.</param>
/// <param name="Code">The code.</param>
/// <param name="Message">The text. A <c>*</c> at its end stands for any rest.</param>
/// <param name="Status">The HTTP status.</param>
internal sealed record SdkError(string Type, string Code, string Message, HttpStatusCode Status = HttpStatusCode.BadRequest)
{
    /// <summary>An error whose class is <c>AmazonSQSException</c> since the model has none for it.</summary>
    public static SdkError InvalidParameterValue(string message) => new("AmazonSQS", "InvalidParameterValue", message);

    public static SdkError InvalidParameterValue(object value, string parameter, string reason) =>
        InvalidParameterValue($"Value {value} for parameter {parameter} is invalid. Reason: {reason}");

    public static SdkError MissingParameter(string parameter) =>
        new("AmazonSQS", "MissingParameter", $"The request must contain the parameter {parameter}.");

    public static SdkError InvalidAttributeValue(string message) => new("InvalidAttributeValue", "InvalidAttributeValue", message);

    public static SdkError Legacy(string type, string message) => new(type, "AWS.SimpleQueueService." + type, message);

    /// <summary>Calls, and asserts that the call fails like this, or, if this is null, that it succeeds.</summary>
    public static async Task ExpectAsync(SdkError? expected, Func<Task> call)
    {
        var error = await Record.ExceptionAsync(call);
        if (expected is null || error is not AmazonSQSException sqs)
        {
            Assert.Equal(expected?.ToString(), error?.ToString());
            return;
        }

        bool isPrefix = expected.Message.EndsWith('*');
        string message = isPrefix && sqs.Message.StartsWith(expected.Message[..^1], StringComparison.Ordinal) ? expected.Message : sqs.Message;
        Assert.Equal(expected, new(sqs.GetType().Name[..^"Exception".Length], sqs.ErrorCode, message, sqs.StatusCode));
        Assert.Equal(ErrorType.Sender, sqs.ErrorType);
    }

    public Task ExpectAsync(Func<Task> call) => ExpectAsync(this, call);
}
