using SqsLambda.Aws.Idempotency;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Simulation.DynamoDb;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Stores;

/// <summary>Creates the store of a process.</summary>
internal static class StoreFactory
{
    /// <summary>The prefix of the idempotency keys.</summary>
    public const string KeyPrefix = "simulated";

    /// <summary>How long records are kept: longer than any scenario.</summary>
    public static readonly TimeSpan ExpiresAfter = TimeSpan.FromDays(365);

    /// <summary>Returns the id of the record of an idempotency key.</summary>
    public static string RecordIdOf(string key) => new RecordKey(KeyPrefix, key).Id;

    public static IIdempotencyStore Create(World world, SimulatedProcess process) => world.Settings.UsesDynamoDb
        ? new DynamoDbIdempotencyStore(new ModelDynamoDb(world, process), ModelDatabase.RecordTable, ExpiresAfter, process.Clock)
        : new ModelStore(world, process);
}
