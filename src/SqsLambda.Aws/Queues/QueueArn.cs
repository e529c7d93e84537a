using Amazon.Runtime;
using Amazon.SQS;

namespace SqsLambda.Aws.Queues;

/// <summary>The parts of a queue's ARN: <c>arn:aws:sqs:region:account:name</c>.</summary>
internal readonly record struct QueueArn(string Region, string Account, string Name)
{
    public const string FifoSuffix = ".fifo";

    public bool IsFifo => IsFifoName(Name);

    public static bool IsFifoName(string name) => name.EndsWith(FifoSuffix, StringComparison.Ordinal);

    /// <summary>Returns the name with the suffix of a FIFO queue.</summary>
    public static string FifoName(string name) => IsFifoName(name) ? name : name + FifoSuffix;

    /// <returns>The parts; <see langword="null"/> if the text is not the ARN of a queue.</returns>
    public static QueueArn? TryParse(string arn) =>
        arn.Split(':') is ["arn", _, "sqs", { Length: > 0 } region, { Length: > 0 } account, { Length: > 0 } name] ? new(region, account, name) : null;

    /// <summary>Returns the URL of the queue at the endpoint that a client uses for a request.</summary>
    /// <remarks>The endpoint depends on the partition, on dual-stack and FIPS settings and on <c>AWS_ENDPOINT_URL_SQS</c>. Only the client knows them.</remarks>
    public string UrlFor(IAmazonSQS client, AmazonWebServiceRequest request) =>
        $"{client.DetermineServiceOperationEndpoint(request).URL.TrimEnd('/')}/{Account}/{Name}";
}
