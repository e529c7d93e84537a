using System.Diagnostics;

namespace SqsLambda.Batch.Tracing;

/// <summary>
/// One span for each message: of kind consumer, a child of the invocation's, and linked to the span that sent the message. It lasts as long
/// as the handler runs; that of a message whose handler is not called is a moment at the end of the batch. A handler that does not finish has
/// no span unless it ends later. Where nobody listens to the source it costs next to nothing.
/// </summary>
/// <remarks>
/// <para>
/// OpenTelemetry, "Semantic conventions for messaging spans", "Semantic conventions for AWS SQS" and "Instrumenting AWS Lambda", SQS: what a
/// function does with a message of its event is the operation <c>process</c>, and the span's name <c>process</c> and the queue's name; to
/// receive and to settle is Lambda's part. The attributes are <c>messaging.system</c>, <c>messaging.operation.type</c>,
/// <c>messaging.operation.name</c>, <c>messaging.destination.name</c>, <c>messaging.message.id</c>, <c>faas.trigger</c>, and <c>error.type</c>
/// where the message failed: the type of the exception, or the kind of failure. <c>aws.sqs.queue.url</c> is left out: an event has the
/// queue's ARN, which does not tell the endpoint.
/// </para>
/// <para>
/// Of its own it has <c>sqs_lambda.outcome</c>: <c>succeeded</c>, <c>failed</c>, <c>not_finished</c>, <c>permanently_failed</c>, and without a
/// run <c>duplicate</c>, <c>in_progress</c>, <c>not_attempted</c>, <c>dead_lettered</c>, or what became of the message whose copy it is.
/// </para>
/// </remarks>
public static class MessageActivity
{
    /// <summary>The name of the activity source: what a tracer provider is told to listen to.</summary>
    public const string SourceName = "SqsLambda.Batch";

    private const string Operation = "process";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts the span of a message whose handler is called. What a listener throws changes nothing for the message.</summary>
    /// <returns>The span; <see langword="null"/> where nobody listens or it is not sampled.</returns>
    internal static Activity? Start(MessageContext message) => Source.HasListeners() ? StartObserved(message) : null;

    /// <summary>Says how the message ended, and ends its span. What a listener throws changes nothing for the message.</summary>
    internal static void End(Activity activity, MessageOutcome outcome)
    {
        Activity? before = activity.Parent;
        try
        {
            activity.SetTag("sqs_lambda.outcome", NameOf(outcome));
            if (ErrorOf(outcome) is var (type, reason))
            {
                activity.SetTag("error.type", type).SetStatus(ActivityStatusCode.Error, reason);
            }

            activity.Dispose();
        }
        catch (Exception)
        {
            // The span is lost.
            Activity.Current = before;
        }
    }

    /// <summary>Makes the span of a message whose handler was not called.</summary>
    internal static void Record(MessageContext message, MessageOutcome outcome)
    {
        if (Start(message) is { } activity)
        {
            End(activity, outcome);
        }
    }

    private static Activity? StartObserved(MessageContext message)
    {
        Activity? before = Activity.Current;
        try
        {
            string queue = message.QueueArn[(message.QueueArn.LastIndexOf(':') + 1)..];
            return Source.StartActivity(
                $"{Operation} {queue}",
                ActivityKind.Consumer,
                parentContext: default,
                tags:
                [
                    new("messaging.system", "aws_sqs"),
                    new("messaging.operation.type", Operation),
                    new("messaging.operation.name", Operation),
                    new("messaging.destination.name", queue),
                    new("messaging.message.id", message.MessageId),
                    new("faas.trigger", "pubsub"),
                ],
                links: Producers.Of(message));
        }
        catch (Exception)
        {
            // The span, which has become the current one before its listener threw, is lost.
            Activity.Current = before;
            return null;
        }
    }

    private static string NameOf(MessageOutcome outcome) => outcome switch
    {
        MessageOutcome.Succeeded => "succeeded",
        MessageOutcome.Duplicate => "duplicate",
        MessageOutcome.Failed => "failed",
        MessageOutcome.NotFinished => "not_finished",
        MessageOutcome.PermanentlyFailed => "permanently_failed",
        MessageOutcome.DeadLettered => "dead_lettered",
        MessageOutcome.InProgress => "in_progress",
        _ => "not_attempted",
    };

    private static (string Type, string Reason)? ErrorOf(MessageOutcome outcome) => outcome switch
    {
        MessageOutcome.Failed failed => (failed.Exception?.GetType().FullName ?? nameof(MessageOutcome.Failed), failed.Reason),
        MessageOutcome.NotFinished notFinished => (nameof(MessageOutcome.NotFinished), notFinished.Reason),
        MessageOutcome.PermanentlyFailed failed => (failed.Exception?.GetType().FullName ?? $"{failed.Kind}", failed.Reason),
        MessageOutcome.DeadLettered dead => (dead.Exception?.GetType().FullName ?? $"{dead.Kind}", dead.Reason),
        _ => null,
    };
}
