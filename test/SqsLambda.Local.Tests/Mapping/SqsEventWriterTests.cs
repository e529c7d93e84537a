using System.Text;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Tests.Mapping;

public sealed class SqsEventWriterTests
{
    private static readonly PolledMessage Message = FakeQueue.Message("059f36b4-87a3-44ab-83d2-661975830a7d", "Test \"message\" ü.");

    [Fact]
    public void The_members_of_a_record_are_in_the_order_of_the_documented_event() =>
        Assert.Equal(
            """
            {"Records":[{"messageId":"059f36b4-87a3-44ab-83d2-661975830a7d","receiptHandle":"handle of 059f36b4-87a3-44ab-83d2-661975830a7d","body":"Test \"message\" ü.","attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"1545082649183","SenderId":"AIDAIENQZJOLO23YVJ4VO","ApproximateFirstReceiveTimestamp":"1545082649185"},"messageAttributes":{"WeeksOn":{"stringValue":"6","stringListValues":[],"binaryListValues":[],"dataType":"Number"},"Seal":{"binaryValue":"AQID","stringListValues":[],"binaryListValues":[],"dataType":"Binary"}},"md5OfMessageAttributes":"d25a6aea97eb8f585bfa92d314504a92","md5OfBody":"e4e68fb7bd0e697a0ae8f1bb342846b3","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:us-east-2:123456789012:orders","awsRegion":"us-east-2"}]}
            """,
            Write(
                hasWindow: false,
                Message with
                {
                    MessageAttributes =
                    [
                        new("WeeksOn", new("Number", "6", BinaryValue: null)),
                        new("Seal", new("Binary", StringValue: null, new byte[] { 1, 2, 3 })),
                    ],
                    Md5OfMessageAttributes = "d25a6aea97eb8f585bfa92d314504a92",
                }));

    [Fact]
    public void Without_attributes_their_digest_is_absent_without_a_window() =>
        Assert.DoesNotContain("md5OfMessageAttributes", Write(hasWindow: false, Message), StringComparison.Ordinal);

    [Fact]
    public void Without_attributes_their_digest_is_null_with_a_window() =>
        Assert.Contains("\"messageAttributes\":{},\"md5OfMessageAttributes\":null,\"md5OfBody\"", Write(hasWindow: true, Message), StringComparison.Ordinal);

    [Fact]
    public void Several_records_make_one_event() =>
        Assert.Equal(2, Write(hasWindow: false, Message, Message).Split("\"messageId\"").Length - 1);

    private static string Write(bool hasWindow, params PolledMessage[] messages)
    {
        var writer = new SqsEventWriter(new FakeQueue());
        return Encoding.UTF8.GetString(SqsEventWriter.WriteEvent([.. messages.Select(message => writer.WriteRecord(message, hasWindow))]));
    }
}
