using SqsLambda.Local.Mapping;
using SqsLambda.Local.Sending;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.WebConsole.Actions;

namespace SqsLambda.Local.Running;

/// <summary>The queue of a run: one of this process, or one elsewhere.</summary>
internal interface IRunQueue : IAsyncDisposable
{
    IEventSource Source { get; }

    /// <summary>After how many receives a message goes to the dead-letter queue, as far as is known; <see langword="null"/> where there is none.</summary>
    int? MaxReceiveCount { get; }

    /// <summary>The URL of the dead-letter queue that came with the queue; <see langword="null"/> where none did.</summary>
    string? DeadLetterQueueUrl { get; }

    /// <summary>The name of the dead-letter queue, if the queue does not say which messages it moves there; else <see langword="null"/>.</summary>
    string? SilentDeadLetterQueue { get; }

    /// <summary>How many messages the queue holds now; <see langword="null"/> if that is not known.</summary>
    QueueCounts? Counts { get; }

    /// <summary>The region of the queue; <see langword="null"/> for a queue elsewhere.</summary>
    string? Region { get; }

    /// <summary>Where the queue is and what its settings are, for people.</summary>
    string Description { get; }

    /// <summary>The endpoint of SQS for the function; <see langword="null"/> where the AWS SDK finds it in its usual way.</summary>
    string? EndpointUrl { get; }

    /// <summary>Makes a received message visible again after this time, unless that happens sooner.</summary>
    void ShowAgainWithin(PolledMessage message, TimeSpan time);

    /// <summary>Sends a message.</summary>
    /// <returns>Its id, or why SQS refused it.</returns>
    Task<SendOutcome> SendAsync(string body, string? groupId, string? deduplicationId, CancellationToken cancellationToken);

    /// <summary>Completes when nothing is left in the queue. To be called when every message has been sent.</summary>
    Task WhenEmptyAsync(CancellationToken cancellationToken);

    /// <summary>Lets the console show and change the mapping of the queue.</summary>
    void ShowInConsole(MappedFunction function);

    /// <summary>The address of the console, without a slash at the end.</summary>
    string ConsoleUrl { get; }

    /// <summary>What to say of the queue when the run is over, if anything.</summary>
    string? Farewell { get; }
}
