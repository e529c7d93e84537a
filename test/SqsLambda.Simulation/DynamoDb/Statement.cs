using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace SqsLambda.Simulation.DynamoDb;

/// <summary>What a PartiQL statement does.</summary>
internal enum StatementKind
{
    Insert,
    Update,
    Delete,
}

/// <summary>A PartiQL statement that writes one item: <c>INSERT</c>, <c>UPDATE</c> or <c>DELETE</c>.</summary>
internal sealed class Statement
{
    private readonly List<(string Name, Operand Value)> _values = [];
    private readonly Condition? _where;
    private readonly Dictionary<string, Operand>? _equalities;

    public Statement(string text)
    {
        var tokens = new TokenReader(text);
        var operands = new ConditionReader(tokens);
        if (tokens.TryRead("INSERT", "INTO"))
        {
            (Kind, Table) = (StatementKind.Insert, tokens.ReadName());
            ReadValue(tokens, operands);
        }
        else if (tokens.TryRead("UPDATE"))
        {
            (Kind, Table) = (StatementKind.Update, tokens.ReadName());
            while (tokens.TryRead("SET"))
            {
                ReadAssignment(tokens, operands);
            }
        }
        else
        {
            tokens.Expect("DELETE");
            tokens.Expect("FROM");
            (Kind, Table) = (StatementKind.Delete, tokens.ReadName());
        }

        if (Kind != StatementKind.Insert)
        {
            tokens.Expect("WHERE");
            _where = operands.ReadCondition();
            _equalities = operands.Equalities;
        }

        if (tokens.Next.Kind != TokenKind.End)
        {
            throw tokens.Refuse($"'{tokens.Next.Text}' was not expected");
        }
    }

    public StatementKind Kind { get; }

    public string Table { get; }

    /// <summary>The partition key of the item that the statement writes.</summary>
    public string KeyOf(string partitionKey, Arguments arguments) => Kind == StatementKind.Insert
        ? Apply(null, arguments)[partitionKey].S
        : _equalities!.TryGetValue(partitionKey, out Operand? value) && value([], arguments)?.S is { } key
            ? key
            : throw DynamoDbError.Validation("Where clause does not contain a mandatory equality on all key attributes");

    /// <summary>The item with the values of the statement. The old item stays as it is.</summary>
    public Item Apply(Item? item, Arguments arguments)
    {
        Item changed = item is null ? [] : new(item);
        foreach ((string name, Operand value) in _values)
        {
            changed[name] = value(changed, arguments)!;
        }

        return changed;
    }

    public bool Holds(Item item, Arguments arguments) => _where!(item, arguments);

    private void ReadValue(TokenReader tokens, ConditionReader operands)
    {
        tokens.Expect("VALUE");
        tokens.Expect("{");
        do
        {
            string name = tokens.Read().Text;
            tokens.Expect(":");
            _values.Add((name, operands.ReadOperand()));
        }
        while (tokens.TryRead(","));
        tokens.Expect("}");
    }

    private void ReadAssignment(TokenReader tokens, ConditionReader operands)
    {
        do
        {
            string name = tokens.ReadName();
            tokens.Expect("=");
            _values.Add((name, operands.ReadOperand()));
        }
        while (tokens.TryRead(","));
    }
}
