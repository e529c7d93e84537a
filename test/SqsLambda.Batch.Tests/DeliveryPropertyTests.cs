using Amazon.Lambda.SQSEvents;
using CsCheck;

namespace SqsLambda.Batch.Tests;

/// <summary>
/// Random batches, delivered again and again until nothing is returned: every key has its effect once, groups keep their order, and
/// nothing is lost. A failing case prints its seed; set CsCheck_Seed to repeat it.
/// </summary>
public sealed class DeliveryPropertyTests
{
    private const int MaxDeliveries = 50;

    private static readonly Gen<Sent[]> Messages =
        Gen.Select(Gen.Int[0, 12], Gen.Int[0, 3], Gen.Int[0, 3], (key, group, failures) => new Sent($"{group}-{key}", $"g{group}", failures)).Array[0, 25];

    [Fact]
    public async Task On_a_standard_queue_every_effect_happens_once_and_nothing_is_lost() =>
        await Messages.SampleAsync(sent => CheckAsync(sent, fifo: false), iter: 300, threads: 1);

    [Fact]
    public async Task On_a_FIFO_queue_effects_also_keep_the_order_of_their_group() =>
        await Messages.SampleAsync(sent => CheckAsync(sent, fifo: true), iter: 300, threads: 1);

    private static async Task CheckAsync(Sent[] sent, bool fifo)
    {
        var harness = new Harness { Options = new() { MaxDegreeOfParallelism = 3 } };
        var failuresLeft = new Dictionary<string, int>();
        foreach (Sent message in sent)
        {
            if (failuresLeft.TryAdd(message.Key, message.Failures))
            {
                harness.Handler.On(message.Key, async () =>
                {
                    if (message.Failures % 2 == 0)
                    {
                        await Task.Yield();
                    }

                    lock (failuresLeft)
                    {
                        if (failuresLeft[message.Key]-- > 0)
                        {
                            throw new InvalidOperationException("It broke.");
                        }
                    }
                });
            }
        }

        TestEvent all = TestEvent.Of(sent.Select(static message => message.Key));
        SQSEvent batch = (fifo && sent.Length > 0 ? all.Fifo([.. sent.Select(static message => message.Group)]) : all).Build();
        for (int delivery = 0; batch.Records.Count > 0; delivery++)
        {
            Assert.True(delivery < MaxDeliveries, "The messages keep coming back.");
            string[] returned = await Harness.WithinBoundAsync(harness.StartAsync(batch));

            Assert.Equal(returned.Distinct(), returned);
            Assert.Subset(batch.Records.Select(static record => record.MessageId).ToHashSet(), returned.ToHashSet());
            batch = new() { Records = batch.Records.FindAll(record => returned.Contains(record.MessageId)) };
        }

        string[] keys = [.. sent.Select(static message => message.Key).Distinct()];
        Assert.Equal(keys.Order(), harness.Handler.Effects.Order());
        if (fifo)
        {
            foreach (string group in sent.Select(static message => message.Group).Distinct())
            {
                string prefix = group[1..] + "-";
                Assert.Equal(
                    keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)),
                    harness.Handler.Effects.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)));
            }
        }
    }

    private sealed record Sent(string Key, string Group, int Failures);
}
