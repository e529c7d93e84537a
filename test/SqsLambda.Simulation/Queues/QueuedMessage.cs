namespace SqsLambda.Simulation.Queues;

/// <summary>What becomes of a message when nothing goes wrong.</summary>
internal enum MessageKind
{
    Good,
    Invalid,
    Discarded,

    /// <summary>The handler throws <see cref="Batch.PermanentFailureException"/>.</summary>
    Refused,
}

/// <summary>A message in the queue.</summary>
/// <param name="number">The number of the message. A FIFO queue keeps the messages of a group in this order.</param>
/// <param name="key">The idempotency key.</param>
/// <param name="variant">The part of the body that differs between some messages of one key.</param>
/// <param name="kind">What becomes of it.</param>
/// <param name="group">The message group, or <see langword="null"/>.</param>
internal sealed class QueuedMessage(int number, string key, string variant, MessageKind kind, string? group)
{
    public int Number { get; } = number;

    public string Id { get; } = $"m{number}";

    public string Key { get; } = key;

    public string Variant { get; } = variant;

    public MessageKind Kind { get; } = kind;

    public string? Group { get; } = group;

    public string Body { get; } = $"{kind} {key} {variant}";

    public TimeSpan SentAt { get; set; }

    public TimeSpan FirstReceivedAt { get; set; }

    /// <summary>When the next receive can return the message.</summary>
    public TimeSpan VisibleAt { get; set; }

    public int Receives { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>Whether the function has sent it to the dead-letter queue.</summary>
    public bool IsDeadLettered { get; set; }

    /// <summary>Whether the queue has moved it to the dead-letter queue.</summary>
    public bool IsMoved { get; set; }

    /// <summary>Whether it came back after it was deleted.</summary>
    public bool HasComeBack { get; set; }

    public bool IsInQueue => !IsDeleted && !IsMoved;

    public override string ToString() => $"{Id} ({Body}{(Group is null ? "" : $", group {Group}")})";
}
