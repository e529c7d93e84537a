using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Queues;

/// <summary>Makes the messages of a scenario. Each follows from its own number, so that leaving one out does not change the others.</summary>
internal static class MessageSource
{
    public static List<QueuedMessage> Of(ScenarioChoice choice, Settings settings)
    {
        var messages = new List<QueuedMessage>();
        for (int number = 0; number < settings.MessageCount; number++)
        {
            var chance = Chance.For(choice.Seed, ChanceUse.Message, number);
            int key = number < settings.KeyCount ? number : chance.Below(settings.KeyCount);
            var message = new QueuedMessage(
                number,
                $"k{key}",
                chance.Happens(0.1) ? "b" : "a",
                KindOf(choice, key),
                settings.IsFifo ? $"g{chance.Below(settings.GroupCount)}" : null)
            {
                SentAt = chance.UpTo(settings.SendTime),
            };
            message.VisibleAt = message.SentAt;
            if (choice.Messages?.Contains(number) != false)
            {
                messages.Add(message);
            }
        }

        KeepOrder(messages);
        return messages;
    }

    /// <summary>Messages with the same key are of the same kind: they name the same event.</summary>
    private static MessageKind KindOf(ScenarioChoice choice, int key) => Chance.For(choice.Seed, ChanceUse.Message, -1 - key).Below(20) switch
    {
        0 => MessageKind.Invalid,
        1 => MessageKind.Discarded,
        2 => MessageKind.Refused,
        _ => MessageKind.Good,
    };

    /// <summary>The order of the numbers is the order in which the messages are sent.</summary>
    private static void KeepOrder(List<QueuedMessage> messages)
    {
        List<TimeSpan> times = messages.ConvertAll(static message => message.SentAt);
        times.Sort();
        for (int i = 0; i < messages.Count; i++)
        {
            messages[i].SentAt = messages[i].VisibleAt = times[i];
        }
    }
}
