namespace SqsLambda.Local.Mapping;

/// <summary>What can be done to any event source.</summary>
internal static class EventSourceExtensions
{
    private const int MaxMessagesPerDelete = 10;
    private const int DeletesAtOnce = 10;

    /// <summary>Deletes any number of messages, in as few calls as there can be.</summary>
    /// <returns>For each message that could not be deleted, why.</returns>
    public static async Task<IReadOnlyList<UndeletedMessage>> DeleteAllAsync(this IEventSource source, IReadOnlyList<PolledMessage> messages)
    {
        if (messages.Count <= MaxMessagesPerDelete)
        {
            return await source.DeleteAsync(messages);
        }

        List<UndeletedMessage> undeleted = [];
        foreach (PolledMessage[][] calls in messages.Chunk(MaxMessagesPerDelete).Chunk(DeletesAtOnce))
        {
            foreach (var failures in await Task.WhenAll(calls.Select(source.DeleteAsync)))
            {
                undeleted.AddRange(failures);
            }
        }

        return undeleted;
    }
}
