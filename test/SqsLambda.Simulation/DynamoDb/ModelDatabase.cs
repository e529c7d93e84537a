using System.Globalization;
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

    public ModelDatabase(World world)
    {
        _world = world;
        Add(new(RecordTable, "id", RecordChanged));
    }

    public void Add(ModelTable table) => _tables.Add(table.Name, table);

    public ModelTable Table(string name) => _tables.TryGetValue(name, out ModelTable? table) ? table : throw DynamoDbError.NoTable(name);

    public Statement Read(string text)
    {
        if (!_statements.TryGetValue(text, out Statement? statement))
        {
            _statements.Add(text, statement = new(text));
        }

        return statement;
    }

    private void RecordChanged(string id, Item? item, SimulatedProcess writer) => _world.Records.Changed(
        id,
        item is null ? null : new(item["owner"].S, item["status"].S == "COMPLETED", long.Parse(item["in_progress_expiration"].N, CultureInfo.InvariantCulture)),
        writer);
}
