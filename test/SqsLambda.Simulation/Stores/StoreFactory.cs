using SqsLambda.Aws.Idempotency;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Simulation.DynamoDb;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Stores;

/// <summary>Creates the store of a process.</summary>
internal static class StoreFactory
{
    /// <summary>How long records are kept: longer than any scenario.</summary>
    public static readonly TimeSpan ExpiresAfter = TimeSpan.FromDays(365);

    public static IIdempotencyStore Create(World world, SimulatedProcess process) => world.Settings.UsesDynamoDb
        ? new DynamoDbIdempotencyStore(new ModelDynamoDb(world, process), ModelDatabase.RecordTable, ExpiresAfter, process.Clock)
        : new ModelStore(world, process);
}
