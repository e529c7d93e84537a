using System.Globalization;

namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>One receive of a message. Not safe for concurrent use: <see cref="MessageMemory"/> locks.</summary>
/// <param name="receive">Which receive it is, from 1.</param>
/// <param name="maxReceives">Receives before the message goes to the dead-letter queue; <see langword="null"/> if there is none.</param>
internal sealed class Delivery(int receive, int? maxReceives)
{
    private const int BytesOfDelivery = 56;

    public int Receive => receive;

    /// <summary>Whether the event source mapping received the message, and not another client.</summary>
    public bool IsOfMapping { get; set; }

    /// <summary>Whether the event source mapping has come to an end with it.</summary>
    public bool HasEnded { get; set; }

    public DeliveredBatch? Batch { get; set; }

    /// <summary>The lines of the function's log that name the message; <see langword="null"/> if there are none.</summary>
    public LogLines? Log { get; private set; }

    /// <summary>The memory that it takes, in bytes, roughly.</summary>
    public int Bytes => BytesOfDelivery + (Log?.Bytes ?? 0) + (Batch?.BytesOfShare ?? 0);

    public void AddLine(string line) => (Log ??= new()).Add(line);

    public override string ToString() => maxReceives is { } max
        ? string.Create(CultureInfo.InvariantCulture, $"receive {receive} of {max}")
        : string.Create(CultureInfo.InvariantCulture, $"receive {receive}");
}
