using System.Globalization;
using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Aws.Idempotency;

/// <summary>Creates DynamoDB attribute values for a record.</summary>
internal static class AttributeValues
{
    public static string PayloadText(UInt128 payload) => payload.ToString("x32", CultureInfo.InvariantCulture);

    public static AttributeValue Id(Sha256Digest key) => new(key.ToString());

    public static AttributeValue Payload(UInt128 payload) => new(PayloadText(payload));

    public static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };
}
