namespace SqsLambda.Testing.Events;

/// <summary>The queue of an event, without the suffix of a FIFO queue.</summary>
internal sealed record QueuePlan(string Name, string Region, string Account)
{
    public const string DefaultRegion = "us-east-1";
    public const string DefaultAccount = "123456789012";
    public const string FifoSuffix = ".fifo";

    public static readonly QueuePlan Default = new("test-queue", DefaultRegion, DefaultAccount);

    public string Arn(bool isFifo) => ArnOf("sqs", Name, isFifo);

    public string TopicArn(string topic, bool isFifo) => ArnOf("sns", topic, isFifo);

    private string ArnOf(string service, string name, bool isFifo) =>
        $"arn:aws:{service}:{Region}:{Account}:{name}{(isFifo && !name.EndsWith(FifoSuffix, StringComparison.Ordinal) ? FifoSuffix : "")}";
}
