namespace SqsLambda.Aws.Idempotency;

/// <summary>
/// Divides messages among transactions. Messages share a transaction up to DynamoDB's limits. Messages that write the same item are in different waves:
/// the transactions of one wave can run at the same time, and waves run one after the other.
/// </summary>
internal static class TransactionPlan
{
    /// <returns>The waves, each with the members of its transactions. Their order is that of the members.</returns>
    public static List<List<List<TransactionMember>>> Of(IReadOnlyList<TransactionMember> members)
    {
        var items = new ItemIdentity(members.SelectMany(static member => member.Writes));
        var lastWaves = new Dictionary<string, int>(StringComparer.Ordinal);
        var waves = new List<List<List<TransactionMember>>>();
        foreach (TransactionMember member in members)
        {
            string[] written = [.. member.Writes.Select(items.Of).OfType<string>()];
            int wave = written.Max(item => lastWaves.TryGetValue(item, out int last) ? last + 1 : (int?)0) ?? 0;
            foreach (string item in written)
            {
                lastWaves[item] = wave;
            }

            if (wave == waves.Count)
            {
                waves.Add([]);
            }

            Add(waves[wave], member);
        }

        return waves;
    }

    private static void Add(List<List<TransactionMember>> transactions, TransactionMember member)
    {
        if (transactions is [.., var last]
            && last.Sum(static other => other.WritesWithRecord) + member.WritesWithRecord <= Transaction.MaxWrites
            && last.Sum(static other => other.Size) + member.Size <= Transaction.MaxBytes)
        {
            last.Add(member);
            return;
        }

        transactions.Add([member]);
    }
}
