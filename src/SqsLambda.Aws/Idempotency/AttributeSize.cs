using System.Text;
using Amazon.DynamoDBv2.Model;

namespace SqsLambda.Aws.Idempotency;

/// <summary>How many bytes attributes have in DynamoDB. (DynamoDB Developer Guide, "DynamoDB item sizes and formats".)</summary>
internal static class AttributeSize
{
    private const int Collection = 3;
    private const int Element = 1;

    public static long Of(Dictionary<string, AttributeValue> attributes) =>
        attributes.Sum(static attribute => Encoding.UTF8.GetByteCount(attribute.Key) + Of(attribute.Value));

    public static long Of(AttributeValue value) => value switch
    {
        null => 0,
        { S: { } text } => Encoding.UTF8.GetByteCount(text),
        { N: { } number } => OfNumber(number),
        { B: { } bytes } => bytes.Length,
        { SS: { Count: > 0 } texts } => texts.Sum(static text => (long)Encoding.UTF8.GetByteCount(text)),
        { NS: { Count: > 0 } numbers } => numbers.Sum(OfNumber),
        { BS: { Count: > 0 } blobs } => blobs.Sum(static blob => blob.Length),
        { M: { Count: > 0 } map } => Collection + (Element * map.Count) + Of(map),
        { L: { Count: > 0 } list } => Collection + list.Sum(static item => Element + Of(item)),
        { IsMSet: true } or { IsLSet: true } => Collection,
        _ => 1,
    };

    // One byte for every two significant digits, and one more.
    private static long OfNumber(string number) => (number.Count(char.IsAsciiDigit) / 2) + 1;
}
