using CsCheck;

namespace SqsLambda.Batch.Tests;

/// <summary>
/// Random batches, delivered again and again until the queue is empty: every good key has its effect once, no message is acknowledged
/// before that unless it is bad and in the dead-letter queue, groups keep their order and come back together, and nothing is lost.
/// </summary>
/// <remarks>Every run tries the same cases. A failure names the seed of its case; <c>CsCheck_Seed</c> repeats it alone.</remarks>
public sealed class DeliveryPropertyTests
{
    private const int Cases = 500;
    private const ulong Seed = 20_260_101;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_effect_happens_once_and_in_the_order_of_its_group_and_nothing_is_lost(bool isFifo)
    {
        Gen<Delivery> deliveries = Delivery.Gen(isFifo);
        if (Check.Seed is { } failed)
        {
            await CheckAsync(deliveries, failed);
            return;
        }

        var seeds = new PCG(stream: 1, Seed);
        for (int i = 0; i < Cases; i++)
        {
            await CheckAsync(deliveries, seeds.ToString());
            deliveries.Generate(seeds, null, out _);
        }
    }

    /// <summary>Off xunit's synchronization context everything runs on one thread, so that one seed has one course.</summary>
    private static Task CheckAsync(Gen<Delivery> deliveries, string seed) => deliveries.SampleAsync(
        static delivery => Task.Run(new DeliverySimulation(delivery).RunAsync).WaitAsync(TimeSpan.FromSeconds(30)),
        seed: seed,
        iter: 1,
        threads: 1,
        print: Print);

    private static string Print(Delivery delivery) =>
        $"{delivery} of {string.Join(", ", delivery.Messages.AsEnumerable())}; failures {string.Join(' ', delivery.Failures)}; refused {string.Join(' ', delivery.Refused)}";
}
