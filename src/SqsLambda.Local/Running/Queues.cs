using System.Globalization;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Sqs.Redrive;

namespace SqsLambda.Local.Running;

/// <summary>The queue of the function and its dead-letter queue.</summary>
internal sealed record Queues(SqsQueue Source, SqsQueue DeadLetters)
{
    private const string DeadLetterSuffix = "-dlq";
    private const string FifoSuffix = ".fifo";
    private const int MaxNameLength = 80;

    /// <exception cref="UsageException">SQS refuses an attribute.</exception>
    public static Queues Create(SqsService service, string name, QueueOptions options)
    {
        string suffix = options.Fifo ? FifoSuffix : "";
        var kind = new Dictionary<string, string>();
        if (options.Fifo)
        {
            kind["FifoQueue"] = "true";
        }

        try
        {
            SqsQueue deadLetters = service.CreateQueue($"{DeadLettersOf(name)}{suffix}", kind);
            SqsQueue source = service.CreateQueue($"{name}{suffix}", new Dictionary<string, string>(kind)
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

    /// <summary>The name of the dead-letter queue of a queue, without <c>.fifo</c>.</summary>
    public static string DeadLettersOf(string name) => $"{name}{DeadLetterSuffix}";

    /// <summary>The name of a function as that of a queue, with room for what is added to it.</summary>
    public static string NameOf(string function)
    {
        string name = string.Concat(function.Select(static character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' ? character : '-'));
        return name[..Math.Min(name.Length, MaxNameLength - DeadLetterSuffix.Length - FifoSuffix.Length)];
    }
}

/// <summary>The attributes of a function's queue.</summary>
internal readonly record struct QueueOptions(bool Fifo, int VisibilityTimeoutSeconds, int MaxReceiveCount);
