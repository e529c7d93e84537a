namespace SqsLambda.Local.WebConsole;

/// <summary>One receive of a message. Not safe for concurrent use: <see cref="MessageMemory"/> locks.</summary>
/// <param name="receive">Which receive it is, from 1.</param>
internal sealed class Delivery(int receive)
{
    private const int BytesOfDelivery = 100;

    public int Receive => receive;

    /// <summary>Whether the event source mapping received the message, and not another client.</summary>
    public bool IsOfMapping { get; set; }

    /// <summary>Whether the event source mapping has come to an end with it.</summary>
    public bool HasEnded { get; set; }

    public DeliveredBatch? Batch { get; set; }

    /// <summary>The lines of the function's log that name the message.</summary>
    public LogLines Log { get; } = new();

    /// <summary>The memory that it takes, in bytes, roughly.</summary>
    public int Bytes => BytesOfDelivery + Log.Bytes + (Batch?.BytesOfShare ?? 0);
}
