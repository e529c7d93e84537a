namespace SqsLambda.Aws.Queues;

/// <summary>The URL of a queue, which SQS's actions name it by.</summary>
internal static class QueueUrl
{
    /// <param name="arn"><c>arn:aws:sqs:region:account:name</c>.</param>
    /// <remarks>AWS General Reference, "Amazon SQS endpoints and quotas".</remarks>
    public static string Of(string arn) => arn.Split(':') is [_, var partition, _, var region, var account, var name]
        ? $"https://sqs.{region}.amazonaws.com{(partition == "aws-cn" ? ".cn" : "")}/{account}/{name}"
        : throw new ArgumentException($"'{arn}' is no ARN of a queue.", nameof(arn));
}
