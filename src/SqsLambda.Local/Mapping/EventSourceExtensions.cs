namespace SqsLambda.Local.Mapping;

/// <summary>Additions to every event source.</summary>
internal static class EventSourceExtensions
{
    private const int MaxMessagesPerDelete = 10;
    private const int DeletesAtOnce = 10;

    /// <summary>Deletes any number of messages with as few calls as possible.</summary>
    /// <returns>The messages that could not be deleted, with the reason.</returns>
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
