using System.Globalization;

namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>A batch that the function was invoked with. Its messages share it. Not safe for concurrent use: <see cref="MessageMemory"/> locks.</summary>
/// <param name="number">Its number among the batches of the function, from 1.</param>
/// <param name="messageIds">The ids of its messages.</param>
internal sealed class DeliveredBatch(int number, IReadOnlyList<string> messageIds)
{
    /// <summary>The most ids that are kept.</summary>
    public const int MaxIds = 100;

    /// <summary>The most request ids that are kept. A batch has several if it was invoked several times.</summary>
    private const int MaxRequests = 10;

    // A batch of thousands would be counted thousands of times.
    private const int MaxSharers = 10;

    private const int BytesOfBatch = 200;
    private const int BytesOfId = 100;

    private readonly List<string> _requestIds = [];

    public int Number => number;

    /// <summary>Whether the function works on it now.</summary>
    public bool IsRunning { get; set; }

    /// <summary>How many messages it has.</summary>
    public int Size { get; } = messageIds.Count;

    /// <summary>Its number and its size, in words.</summary>
    public string Name { get; } = string.Create(
        CultureInfo.InvariantCulture, $"batch {number}, {messageIds.Count} {(messageIds.Count == 1 ? "message" : "messages")}");

    /// <summary>Its name, and how often the function was invoked with it if that was several times.</summary>
    public string NameWithInvocations => _requestIds.Count switch
    {
        < 2 => Name,
        2 => $"{Name}, invoked twice",
        var times => string.Create(CultureInfo.InvariantCulture, $"{Name}, invoked {times} times"),
    };

    /// <summary>The ids of its first messages.</summary>
    public IReadOnlyList<string> MessageIds { get; } = [.. messageIds.Take(MaxIds)];

    /// <summary>The request ids of its invocations.</summary>
    public IReadOnlyList<string> RequestIds => _requestIds;

    /// <summary>The lines of the function's log that belong to its invocation and to none of its messages alone.</summary>
    public LogLines Log { get; } = new();

    /// <summary>What one of its messages counts for the memory that the batch takes, in bytes, roughly.</summary>
    public int BytesOfShare => (BytesOfBatch + (BytesOfId * (MessageIds.Count + _requestIds.Count)) + Log.Bytes) / Math.Clamp(Size, 1, MaxSharers);

    public void AddRequest(string requestId)
    {
        if (_requestIds.Count < MaxRequests)
        {
            _requestIds.Add(requestId);
        }
    }
}
