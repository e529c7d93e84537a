using System.Diagnostics;
using SqsLambda.Batch.Pipeline;

namespace SqsLambda.Batch.Tracing;

/// <summary>
/// Creates a span for each message. Its kind is consumer, its parent is the span of the invocation, and it has a link to the span that sent the
/// message. It lasts as long as the handler runs. If the handler was not called, the span has no duration and is created at the end of the batch.
/// If the handler did not finish, the span ends with the invocation. Without a listener a span costs next to nothing.
/// </summary>
/// <remarks>
/// <para>
/// The names follow OpenTelemetry's "Semantic conventions for messaging spans" and "Semantic conventions for AWS SQS": the operation is
/// <c>process</c>, because Lambda receives and settles the messages. The attributes are <c>messaging.system</c>, <c>messaging.operation.type</c>,
/// <c>messaging.operation.name</c>, <c>messaging.destination.name</c>, <c>messaging.message.id</c>, <c>faas.trigger</c>, and, if the message
/// failed, <c>error.type</c>: the type of the exception, or the kind of failure. <c>aws.sqs.queue.url</c> is left out, because an event has only
/// the ARN of the queue.
/// </para>
/// <para>
/// Two attributes are not from these conventions. <c>sqs_lambda.outcome</c> is <c>succeeded</c>, <c>duplicate</c>, <c>discarded</c>, <c>failed</c>,
/// <c>not_finished</c>, <c>permanently_failed</c>, <c>dead_lettered</c>, <c>in_progress</c> or <c>not_attempted</c>. <c>sqs_lambda.reason</c> says
/// why, where the outcome has a reason.
/// </para>
/// </remarks>
internal static class MessageActivity
{
    private const string Operation = "process";

    private static readonly ActivitySource Source = new(BatchTelemetry.ActivitySourceName);

    /// <summary>Starts the span of a message. An exception of a listener has no effect on the message.</summary>
    /// <returns>The span; <see langword="null"/> if there is no listener or the span is not sampled.</returns>
    public static Activity? Start(MessageContext message) => Source.HasListeners() ? StartObserved(message) : null;

    /// <summary>Sets the outcome of the message, and ends its span. An exception of a listener has no effect on the message.</summary>
    public static void End(Activity activity, OutcomeDescription outcome)
    {
        Activity? before = activity.Parent;
        try
        {
            activity.SetTag("sqs_lambda.outcome", outcome.Name);
            if (outcome.Reason.Length > 0)
            {
                activity.SetTag("sqs_lambda.reason", outcome.Reason);
            }

            if (outcome.ErrorType is not null)
            {
                activity.SetTag("error.type", outcome.ErrorType).SetStatus(ActivityStatusCode.Error, outcome.Reason);
            }

            activity.Dispose();
        }
        catch (Exception)
        {
            // The span is lost.
            Activity.Current = before;
        }
    }

    /// <summary>Creates the span of a message whose handler was not called.</summary>
    public static void Record(MessageContext message, OutcomeDescription outcome)
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
            string queue = message.QueueName;
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
            // The span is lost. It became the current activity before the listener threw.
            Activity.Current = before;
            return null;
        }
    }
}
