using System.Globalization;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.CommandLine;

/// <summary>The queue of the example and its dead-letter queue.</summary>
internal sealed record Queues(SqsQueue Source, SqsQueue DeadLetters)
{
    /// <exception cref="UsageException">SQS refuses an attribute.</exception>
    public static Queues Create(SqsService service, RunOptions options)
    {
        string suffix = options.Fifo ? ".fifo" : "";
        var kind = new Dictionary<string, string>();
        if (options.Fifo)
        {
            kind["FifoQueue"] = "true";
        }

        try
        {
            SqsQueue deadLetters = service.CreateQueue($"orders-dlq{suffix}", kind);
            SqsQueue source = service.CreateQueue($"orders{suffix}", new Dictionary<string, string>(kind)
            {
                ["VisibilityTimeout"] = options.VisibilityTimeoutSeconds.ToString(CultureInfo.InvariantCulture),
                ["RedrivePolicy"] = new RedrivePolicy(deadLetters.Arn, options.MaxReceiveCount).ToString(),
            });
            return new(source, deadLetters);
        }
        catch (SqsException refused) when (options.VisibilityTimeoutSeconds is < 0 or > SqsLimits.VisibilityTimeoutSeconds)
        {
            throw new UsageException(
                $"{refused.Message} --visibility-timeout is {options.VisibilityTimeoutSeconds}: allowed is 0 to {SqsLimits.VisibilityTimeoutSeconds}.");
        }
        catch (SqsException refused)
        {
            throw new UsageException(refused.Message);
        }
    }
}
