using SqsLambda.Local.Sqs.Messages;

namespace SqsLambda.Local.Sqs.Rules;

/// <summary>The rules for batches. A batch that breaks one fails as a whole.</summary>
/// <remarks>Amazon SQS API Reference, SendMessageBatch, DeleteMessageBatch and ChangeMessageVisibilityBatch.</remarks>
internal static class BatchRules
{
    /// <summary>Refuses a batch that is empty or too large, or whose entry ids are invalid or not unique.</summary>
    /// <exception cref="SqsException">The batch is refused.</exception>
    public static void Validate<TEntry>(IReadOnlyList<TEntry> entries, Func<TEntry, string?> idOf, string entryName)
    {
        if (entries.Count == 0)
        {
            throw SqsException.EmptyBatchRequest(entryName);
        }

        if (entries.Count > SqsLimits.BatchEntries)
        {
            throw SqsException.TooManyEntriesInBatchRequest(entries.Count);
        }

        for (int i = 0; i < entries.Count; i++)
        {
            string id = idOf(entries[i]) ?? throw SqsException.MissingParameter($"{entryName}.{i + 1}.Id");
            if (id.Length is 0 or > SqsLimits.BatchEntryIdLength || !AllowedCharacters.IsName(id))
            {
                throw SqsException.InvalidBatchEntryId();
            }

            for (int earlier = 0; earlier < i; earlier++)
            {
                if (idOf(entries[earlier]) == id)
                {
                    throw SqsException.BatchEntryIdsNotDistinct(id);
                }
            }
        }
    }

    /// <summary>Runs an action for each entry. An entry that is refused fails alone.</summary>
    public static BatchActionResult<BatchSuccess> ForEach<TEntry>(IReadOnlyList<TEntry> entries, Func<TEntry, string?> idOf, Action<TEntry> action)
    {
        List<BatchSuccess> successful = new(entries.Count);
        List<BatchFailure> failed = [];
        foreach (var entry in entries)
        {
            string id = idOf(entry)!;
            try
            {
                action(entry);
                successful.Add(new(id));
            }
            catch (SqsException e)
            {
                failed.Add(BatchFailure.Of(id, e));
            }
        }

        return BatchActionResult<BatchSuccess>.Of(successful, failed);
    }
}
