using System.Globalization;

namespace SqsLambda.Local.Sqs.Fifo;

/// <summary>
/// The sequence numbers of a FIFO queue: 20 digits, increasing, not consecutive (SQS Developer Guide, "Amazon SQS FIFO queue key terms").
/// Not safe for concurrent use: the queue locks.
/// </summary>
internal sealed class SequenceNumbers
{
    private const ulong Step = 256;

    // The smallest number of 20 digits: sequence numbers sort alike as text and as numbers.
    private ulong _last = 10_000_000_000_000_000_000;

    public string Next() => (_last += Step).ToString(CultureInfo.InvariantCulture);
}
