using System.Runtime.InteropServices;

namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>
/// The steps in the life of a message. The first one is here and not in a list, as many messages have no other one for long. Not safe for
/// concurrent use.
/// </summary>
internal struct MessageSteps
{
    /// <summary>The most steps that are kept: the first one and the latest ones.</summary>
    public const int Max = 100;

    // Received, invoked, and what came of it.
    private const int UsualLaterSteps = 3;

    private MessageStep? _first;
    private List<MessageStep>? _later;

    /// <summary>How many steps between the first one and the others are not kept.</summary>
    public int Dropped { get; private set; }

    public readonly bool IsEmpty => _first is null;

    /// <summary>The steps, the oldest first.</summary>
    public readonly IReadOnlyList<MessageStep> All => _first is { } first ? [first, .. _later ?? []] : [];

    /// <summary>The memory that they take, in bytes, roughly.</summary>
    public readonly long Bytes
    {
        get
        {
            long bytes = _first?.Bytes ?? 0;
            foreach (ref readonly MessageStep step in CollectionsMarshal.AsSpan(_later))
            {
                bytes += step.Bytes;
            }

            return bytes;
        }
    }

    public void Add(MessageStep step)
    {
        if (_first is null)
        {
            _first = step;
            return;
        }

        _later ??= new(UsualLaterSteps);
        if (_later.Count == Max - 1)
        {
            _later.RemoveAt(0);
            Dropped++;
        }

        _later.Add(step);
    }

    /// <summary>The receive of a number; <see langword="null"/> if it is not known.</summary>
    public readonly Delivery? DeliveryOf(int receive)
    {
        // The first step of a message is that it was sent.
        ReadOnlySpan<MessageStep> steps = CollectionsMarshal.AsSpan(_later);
        for (int i = steps.Length - 1; i >= 0; i--)
        {
            if (steps[i].Delivery is { } delivery && delivery.Receive == receive)
            {
                return delivery;
            }
        }

        return null;
    }
}
