using SqsLambda.Aws.Tests.DynamoDb;
using Xunit.Abstractions;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>
/// A third of all calls to DynamoDB goes wrong, before the write or after it, and yet: nothing is lost, nothing is acknowledged that was
/// not done, and nothing runs twice but where the log says that its completion could not be written.
/// </summary>
[Collection(SharedDynamoDb.Name)]
[Trait("Category", "Long")]
public sealed class FaultTests(DynamoDbLocal dynamoDb, ITestOutputHelper output)
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 6)];

    [SkippableTheory]
    [MemberData(nameof(Seeds))]
    public Task Nothing_is_lost_and_only_what_could_not_be_completed_runs_twice(int seed) => DeliverAsync(seed, completionsAreSafe: false);

    [SkippableTheory]
    [MemberData(nameof(Seeds))]
    public Task Nothing_is_lost_and_nothing_runs_twice_where_completions_can_be_written(int seed) => DeliverAsync(seed, completionsAreSafe: true);

    private async Task DeliverAsync(int seed, bool completionsAreSafe)
    {
        _ = dynamoDb.Endpoint;
        using var delivery = new FaultyDelivery(seed, completionsAreSafe);
        try
        {
            await delivery.RunAsync(dynamoDb);
        }
        catch (Exception exception)
        {
            Assert.Fail($"Seed {seed}: {exception}");
        }

        output.WriteLine(
            $"Seed {seed}: {delivery.Rounds} rounds, {delivery.Wires.Sum(static wire => wire.Calls)} calls, " +
            $"{delivery.CompletionsGivenUp} completions given up, {delivery.EffectsTooMany} effects too many");
        foreach (WireFault fault in Enum.GetValues<WireFault>())
        {
            Assert.True(delivery.Wires.Sum(wire => wire.Counts[fault]) > 0, $"Seed {seed}: {fault} never happened.");
        }

        Assert.True(
            completionsAreSafe == (delivery.CompletionsGivenUp == 0) && completionsAreSafe == (delivery.EffectsTooMany == 0),
            $"Seed {seed}: {delivery.CompletionsGivenUp} completions were given up, and {delivery.EffectsTooMany} effects were too many.");
    }
}
