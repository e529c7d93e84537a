namespace SqsLambda.Aws.Idempotency;

/// <summary>
/// Divides messages among transactions. Messages share a transaction up to DynamoDB's limits. Messages that write the same item are in different waves:
/// the transactions of one wave can run at the same time, and waves run one after the other.
/// </summary>
internal static class TransactionPlan
{
    /// <returns>The waves, each with the members of its transactions. Their order is that of the members.</returns>
    public static List<List<List<EnlistedWrites>>> Of(IReadOnlyList<EnlistedWrites> members)
    {
        var keys = new KeyNames(members.SelectMany(static member => member.Writes));
        var lastWaves = new Dictionary<string, int>(StringComparer.Ordinal);
        var waves = new List<List<List<EnlistedWrites>>>();
        foreach (EnlistedWrites member in members)
        {
            string[] items = [.. member.Writes.Select(keys.ItemOf).OfType<string>()];
            int wave = items.Max(item => lastWaves.TryGetValue(item, out int last) ? last + 1 : (int?)0) ?? 0;
            foreach (string item in items)
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

    private static void Add(List<List<EnlistedWrites>> transactions, EnlistedWrites member)
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
