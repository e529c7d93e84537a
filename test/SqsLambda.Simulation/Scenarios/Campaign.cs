namespace SqsLambda.Simulation.Scenarios;

/// <summary>
/// Runs scenarios, one after the other by their numbers, until they have had a number of batches or until one fails. Several threads run them, each
/// scenario on one thread. The result does not depend on the number of threads.
/// </summary>
/// <param name="seed">The seed of the campaign.</param>
/// <param name="batches">How many batches to run at least.</param>
/// <param name="threads">How many scenarios run at the same time.</param>
/// <param name="trace">Receives the traces of all scenarios, which then run one after the other.</param>
internal sealed class Campaign(ulong seed, long batches, int threads, TextWriter? trace = null)
{
    private readonly int _round = trace is null ? 64 : 1;

    /// <summary>The counts of all scenarios.</summary>
    public Figures Figures { get; } = new();

    /// <summary>The seed of a scenario.</summary>
    public static ulong SeedOf(ulong seed, long number) => Chance.For(seed, ChanceUse.Scenario, number).Next();

    /// <returns>The first scenario that fails, or <see langword="null"/>.</returns>
    public ScenarioResult? Run()
    {
        for (long first = 0; Figures[Figure.Batches] < batches; first += _round)
        {
            foreach (ScenarioResult result in RunRound(first))
            {
                if (Figures[Figure.Batches] >= batches)
                {
                    return null;
                }

                Figures.Add(result.Figures);
                if (result.Violation is not null)
                {
                    return result;
                }
            }
        }

        return null;
    }

    private ScenarioResult[] RunRound(long first)
    {
        var results = new ScenarioResult[_round];
        int next = 0;
        Exception? failure = null;
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Work))];
        Array.ForEach(workers, static worker => worker.Start());
        Array.ForEach(workers, static worker => worker.Join());
        return failure is null ? results : throw new InvalidOperationException($"A scenario of seed {seed} ended the simulator.", failure);

        void Work()
        {
            try
            {
                for (int i = Interlocked.Increment(ref next) - 1; i < _round; i = Interlocked.Increment(ref next) - 1)
                {
                    results[i] = Scenario.Run(new(SeedOf(seed, first + i)), trace);
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        }
    }
}
