using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.Tests.Sqs.Messages;

/// <summary>Check values recorded from AWS.</summary>
public sealed class DigestsTests
{
    [Theory]
    [InlineData("message-body-1", "19c9e282d65f9733bc6b35d50062c7ee")]
    [InlineData("msg", "6e2baaf3b97dbeef01c0043275f9a0e7")]
    public void The_digest_of_a_body(string body, string expected) => Assert.Equal(expected, Digests.Md5OfBody(body));

    [Fact]
    public void The_digest_of_a_long_body() => Assert.Equal("7707d6ae4e027c70eea2a935c2296f21", Digests.Md5OfBody(new string('a', 1_000_000)));

    [Fact]
    public void The_digest_of_attributes_of_the_developer_guide() => Assert.Equal(
        "d25a6aea97eb8f585bfa92d314504a92",
        Digests.Md5OfAttributes(new Dictionary<string, MessageAttributeValue>
        {
            ["WeeksOn"] = MessageAttributeValue.Number("6"),
            ["Title"] = MessageAttributeValue.String("The Whistler"),
            ["Author"] = MessageAttributeValue.String("John Grisham"),
        }));

    [Fact]
    public void The_digest_of_one_attribute() => Assert.Equal(
        "befa18540a897f7d022bf07057754a03",
        Digests.Md5OfAttributes(new Dictionary<string, MessageAttributeValue> { ["test-key"] = MessageAttributeValue.String("test-value") }));

    [Fact]
    public void The_digest_of_a_custom_type_covers_its_suffix() => Assert.Equal(
        "797ab158d73dcb5242dedc4412c8e855",
        Digests.Md5OfAttributes(new Dictionary<string, MessageAttributeValue>
        {
            ["UserId"] = new() { DataType = "Number.bigint", StringValue = "1234567890123456789012" },
        }));

    [Fact]
    public void The_digest_of_system_attributes_is_their_own()
    {
        var result = new TestQueues().Standard("q").SendMessage(new()
        {
            MessageBody = "a",
            MessageAttributes = new Dictionary<string, MessageAttributeValue> { ["test-key"] = MessageAttributeValue.String("test-value") },
            MessageSystemAttributes = new Dictionary<string, MessageAttributeValue>
            {
                ["AWSTraceHeader"] = MessageAttributeValue.String(
                    "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"),
            },
        });

        Assert.Equal("befa18540a897f7d022bf07057754a03", result.MD5OfMessageAttributes);
        Assert.Equal("5ae4d5d7636402d80f4eb6d213245a88", result.MD5OfMessageSystemAttributes);
    }
}
