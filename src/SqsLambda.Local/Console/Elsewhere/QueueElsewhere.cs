namespace SqsLambda.Local.WebConsole.Elsewhere;

/// <summary>A queue of another process or of AWS.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="Url">Its URL.</param>
/// <param name="DeadLetterTargetArn">The ARN of its dead-letter queue, if it has one.</param>
internal sealed record QueueElsewhere(string Arn, string Url, string? DeadLetterTargetArn)
{
    public string Name { get; } = NameIn(Arn);

    public string Region { get; } = Arn.Split(':') is [_, _, _, var region, ..] ? region : "";

    /// <summary>The name of the queue with this ARN.</summary>
    public static string NameIn(string arn) => arn[(arn.LastIndexOf(':') + 1)..];
}
