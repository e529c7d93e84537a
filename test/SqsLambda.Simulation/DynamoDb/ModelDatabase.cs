using System.Globalization;
using SqsLambda.Simulation.Handlers;
using SqsLambda.Simulation.Lambda;
using SqsLambda.Simulation.Scenarios;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace SqsLambda.Simulation.DynamoDb;

/// <summary>The tables of a scenario, and what was read of statements before.</summary>
internal sealed class ModelDatabase
{
    /// <summary>The table of the idempotency records.</summary>
    public const string RecordTable = "records";

    private readonly World _world;
    private readonly Dictionary<string, ModelTable> _tables = [];
    private readonly Dictionary<string, Statement> _statements = [];
    private readonly Dictionary<string, UpdateExpression> _updates = [];
    private readonly Dictionary<string, Condition> _conditions = [];

    public ModelDatabase(World world)
    {
        _world = world;
        Transactions = new(world);
        Add(new(RecordTable, "id", RecordChanged));
        Add(new(EnlistedEffect.Table, EnlistedEffect.Key, EffectChanged));
    }

    public ModelTransactions Transactions { get; }

    public ModelTable Table(string name) => _tables.TryGetValue(name, out ModelTable? table) ? table : throw DynamoDbError.NoTable(name);

    public Statement ReadStatement(string text) => Read(_statements, text, static text => new(text));

    public UpdateExpression ReadUpdate(string text) => Read(_updates, text, static text => new(text));

    public Condition ReadCondition(string text) => Read(_conditions, text, static text => new ConditionReader(new(text)).ReadCondition());

    private static T Read<T>(Dictionary<string, T> known, string text, Func<string, T> read)
    {
        if (!known.TryGetValue(text, out T? value))
        {
            known.Add(text, value = read(text));
        }

        return value;
    }

    private void Add(ModelTable table) => _tables.Add(table.Name, table);

    /// <summary>An enlisted effect has happened, unless the item is the one that messages share.</summary>
    private void EffectChanged(string key, Item? item, SimulatedProcess writer)
    {
        if (item?.GetValueOrDefault(EnlistedEffect.Receipt) is { } receipt && _world.Queue.DeliveryOf(receipt.S).Run is { } run && run.Key == key)
        {
            _world.Runs.Effect(run);
        }
    }

    private void RecordChanged(string id, Item? item, SimulatedProcess writer) => _world.Records.Changed(
        id,
        item is null ? null : new(item["owner"].S, item["status"].S == "COMPLETED", long.Parse(item["in_progress_expiration"].N, CultureInfo.InvariantCulture)),
        writer);
}
