using CsCheck;

namespace SqsLambda.Batch.Tests;

/// <summary>What a simulated queue holds, and by which chance it is delivered.</summary>
/// <param name="IsFifo">Whether it is a FIFO queue.</param>
/// <param name="Messages">In the order in which they were sent.</param>
/// <param name="Failures">How often the handler of each key fails before it succeeds.</param>
/// <param name="Refused">Which keys the handler refuses for good.</param>
/// <param name="Chance">The seed of everything that happens on the way.</param>
internal sealed record Delivery(bool IsFifo, Delivery.Message[] Messages, int[] Failures, bool[] Refused, ulong Chance)
{
    private const int Keys = 10;
    private const int Groups = 3;

    public static Gen<Delivery> Gen(bool isFifo) => CsCheck.Gen.Select(
        CsCheck.Gen.Select(CsCheck.Gen.Int[0, Keys - 1], CsCheck.Gen.Int[0, 9], static (key, kind) => (key, isParsable: kind > 0)).Array[0, 25],
        CsCheck.Gen.Int[0, 3].Array[Keys],
        CsCheck.Gen.Int[0, 9].Array[Keys],
        CsCheck.Gen.ULong,
        (messages, failures, refused, chance) => new Delivery(
            isFifo,
            [.. messages.Select(static (each, index) => new Message($"m{index}", each.key, $"g{each.key % Groups}", each.isParsable))],
            failures,
            [.. refused.Select(static each => each == 0)],
            chance));

    public bool IsGood(Message message) => message.IsParsable && !Refused[message.Key];

    /// <summary>The keys whose effect has to happen, in the order of their first message.</summary>
    public IEnumerable<int> GoodKeys(string? group = null) =>
        Messages.Where(message => IsGood(message) && (group is null || message.Group == group)).Select(static message => message.Key).Distinct();

    /// <summary>A message of the queue. On a FIFO queue all messages of one key are in one group.</summary>
    internal sealed record Message(string Id, int Key, string Group, bool IsParsable)
    {
        public string Body => IsParsable ? Notes.Body($"{Key}") : "x";
    }
}
