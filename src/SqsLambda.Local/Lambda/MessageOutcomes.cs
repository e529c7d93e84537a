using System.Diagnostics;

namespace SqsLambda.Local.Lambda;

/// <summary>
/// Learns from the activity source <c>SqsLambda.Batch</c> what happened to each message. A span belongs to the invocation among whose activities it
/// began, so invocations that run at the same time are kept apart.
/// </summary>
internal sealed class MessageOutcomes : IDisposable
{
    private const string Source = "SqsLambda.Batch";
    private const string RecordingProperty = "SqsLambda.Local.Recording";

    private readonly ActivityListener _listener;

    public MessageOutcomes()
    {
        _listener = new()
        {
            ShouldListenTo = static source => source.Name == Source,
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = Record,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Recording NewRecording() => new(this);

    public void Dispose() => _listener.Dispose();

    private void Record(Activity activity)
    {
        if (activity.GetTagItem("messaging.message.id") is not string id || activity.GetTagItem("sqs_lambda.outcome") is not string outcome)
        {
            return;
        }

        for (Activity? parent = activity.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent.GetCustomProperty(RecordingProperty) is Recording recording && recording.Owner == this)
            {
                recording.Add(new(id, outcome, activity.GetTagItem("sqs_lambda.reason") as string));
                return;
            }
        }
    }

    /// <summary>What is learned of one invocation.</summary>
    internal sealed class Recording(MessageOutcomes owner)
    {
        private readonly List<MessageResult> _messages = [];

        public MessageOutcomes Owner => owner;

        /// <summary>What has been told so far, in the order in which it was told.</summary>
        public IReadOnlyList<MessageResult> Messages
        {
            get
            {
                lock (_messages)
                {
                    return [.. _messages];
                }
            }
        }

        /// <summary>Begins the activity of the invocation, in the flow of the caller, until it is disposed.</summary>
        public Activity Start()
        {
            var activity = new Activity("invocation") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
            activity.SetCustomProperty(RecordingProperty, this);
            return activity.Start();
        }

        public void Add(MessageResult message)
        {
            lock (_messages)
            {
                _messages.Add(message);
            }
        }
    }
}
