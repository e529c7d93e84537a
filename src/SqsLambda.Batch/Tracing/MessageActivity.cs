using System.Diagnostics;

namespace SqsLambda.Batch.Tracing;

/// <summary>
/// One span for each message whose handler runs: of kind consumer, a child of the invocation's, and linked to the span that sent the message.
/// Where nobody listens to the source it costs next to nothing.
/// </summary>
/// <remarks>OpenTelemetry, "Semantic conventions for messaging spans" and "Semantic conventions for Amazon SQS".</remarks>
public static class MessageActivity
{
    /// <summary>The name of the activity source: what a tracer provider is told to listen to.</summary>
    public const string SourceName = "SqsLambda.Batch";

    private const string Operation = "process";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts the span of a message. What a listener throws changes nothing for the message.</summary>
    /// <returns>The span; <see langword="null"/> where nobody listens or it is not sampled.</returns>
    internal static Activity? Start(MessageContext message)
    {
        try
        {
            return Source.HasListeners() ? StartObserved(message) : null;
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Says how the message ended, and ends its span. What a listener throws changes nothing for the message.</summary>
    internal static void End(Activity activity, MessageOutcome outcome)
    {
        (string Type, string Reason)? error = outcome switch
        {
            MessageOutcome.Failed failed => (failed.Exception?.GetType().FullName ?? nameof(MessageOutcome.Failed), failed.Reason),
            MessageOutcome.NotFinished notFinished => (nameof(MessageOutcome.NotFinished), notFinished.Reason),
            MessageOutcome.PermanentlyFailed failed => (failed.Exception?.GetType().FullName ?? $"{failed.Kind}", failed.Reason),
            _ => null,
        };
        try
        {
            if (error is var (type, reason))
            {
                activity.SetTag("error.type", type).SetStatus(ActivityStatusCode.Error, reason);
            }

            activity.Dispose();
        }
        catch (Exception)
        {
            // The span is lost.
        }
    }

    private static Activity? StartObserved(MessageContext message)
    {
        string queue = message.QueueArn[(message.QueueArn.LastIndexOf(':') + 1)..];
        var activity = Source.StartActivity($"{Operation} {queue}", ActivityKind.Consumer, parentContext: default, links: Producers.Of(message));
        activity?
            .SetTag("messaging.system", "aws_sqs")
            .SetTag("messaging.operation.type", Operation)
            .SetTag("messaging.operation.name", Operation)
            .SetTag("messaging.destination.name", queue)
            .SetTag("messaging.message.id", message.MessageId);
        return activity;
    }
}
