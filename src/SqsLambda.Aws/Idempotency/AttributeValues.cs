using System.Globalization;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>Creates DynamoDB attribute values for a record.</summary>
internal static class AttributeValues
{
    public static readonly AttributeValue InProgress = new(RecordAttributes.InProgress);

    public static readonly AttributeValue Completed = new(RecordAttributes.Completed);

    public static AttributeValue Id(RecordKey key) => new(key.Id);

    public static AttributeValue Payload(PayloadHash payload) => new(payload.ToString());

    public static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };
}
