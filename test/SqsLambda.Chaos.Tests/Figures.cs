using System.Globalization;
using System.Text.Json;

namespace SqsLambda.Chaos.Tests;

/// <summary>What is counted during a run.</summary>
internal enum Figure
{
    OrdersSent,
    OrdersSentTwice,
    Deliveries,
    DeliveredTwiceAtOnce,
    DeliveredAfterDeletion,
    Batches,
    FunctionKills,
    FunctionStops,
    FunctionTimeouts,
    LateAnswers,
    FailedInvocations,
    DatabaseKills,
    DatabaseStops,
    ConnectionsReset,
    RequestsLost,
    AnswersLost,
    RequestsLate,
    CallsDelayed,
    TransactionsRefused,
    VisibilityChanges,
    MessagesProcessed,
    MessagesDuplicate,
    MessagesInProgress,
    MessagesFailed,
    LeasesLost,
    StoreRetries,
}

/// <summary>Counts what happens during a run. Safe for concurrent calls.</summary>
internal sealed class Figures
{
    private static readonly Figure[] OfFunctions =
    [
        Figure.MessagesProcessed, Figure.MessagesDuplicate, Figure.MessagesInProgress, Figure.MessagesFailed, Figure.LeasesLost, Figure.StoreRetries,
    ];

    private readonly int[] _counts = new int[Enum.GetValues<Figure>().Length];

    public int this[Figure figure] => Volatile.Read(ref _counts[(int)figure]);

    public void Add(Figure figure, int count = 1) => Interlocked.Add(ref _counts[(int)figure], count);

    /// <summary>Adds the metrics that a function wrote about a batch. A function that is killed before it writes them is missing in the sums.</summary>
    /// <param name="line">A line in CloudWatch's embedded metric format.</param>
    public void AddMetrics(string line)
    {
        using JsonDocument metrics = JsonDocument.Parse(line);
        foreach (Figure figure in OfFunctions)
        {
            if (metrics.RootElement.TryGetProperty(figure.ToString(), out JsonElement count))
            {
                Add(figure, (int)count.GetDouble());
            }
        }
    }

    /// <summary>One line for each figure.</summary>
    public override string ToString() => string.Join(
        '\n', Enum.GetValues<Figure>().Select(figure => string.Create(CultureInfo.InvariantCulture, $"{figure,-22} {this[figure],8:N0}")));
}
