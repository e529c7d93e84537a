using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace SqsLambda.Simulation.DynamoDb;

/// <summary>An update expression: <c>SET</c> with <c>+</c>, <c>-</c> and <c>if_not_exists</c>, <c>ADD</c> of numbers, and <c>REMOVE</c>.</summary>
internal sealed class UpdateExpression
{
    private readonly List<Action<Item, Item, Arguments>> _changes = [];
    private readonly TokenReader _tokens;
    private readonly ConditionReader _operands;

    public UpdateExpression(string text)
    {
        _tokens = new(text);
        _operands = new(_tokens);
        while (_tokens.Next.Kind != TokenKind.End)
        {
            Action readChange = _tokens.TryRead("SET") ? ReadSet
                : _tokens.TryRead("ADD") ? ReadAdd
                : _tokens.TryRead("REMOVE") ? ReadRemove
                : throw _tokens.Refuse($"'{_tokens.Next.Text}' is no clause of an update");
            do
            {
                readChange();
            }
            while (_tokens.TryRead(","));
        }
    }

    /// <summary>Changes a copy of an item. All values are those of the item before.</summary>
    public Item Apply(Item before, Arguments arguments)
    {
        Item after = new(before);
        _changes.ForEach(change => change(before, after, arguments));
        return after;
    }

    private void ReadSet()
    {
        string name = _tokens.ReadName();
        _tokens.Expect("=");
        Operand value = ReadValue();
        while (_tokens.Next.Is("+") || _tokens.Next.Is("-"))
        {
            int sign = _tokens.Read().Text == "+" ? 1 : -1;
            Operand first = value, second = ReadValue();
            value = (item, arguments) => Sum(first(item, arguments), second(item, arguments), sign);
        }

        _changes.Add((before, after, arguments) => after[arguments.NameOf(name)] =
            value(before, arguments) ?? throw DynamoDbError.Validation("The provided expression refers to an attribute that does not exist in the item"));
    }

    private Operand ReadValue()
    {
        if (!_tokens.TryRead("if_not_exists", "("))
        {
            return _operands.ReadOperand();
        }

        Operand value = _operands.ReadOperand();
        _tokens.Expect(",");
        Operand other = _operands.ReadOperand();
        _tokens.Expect(")");
        return (item, arguments) => value(item, arguments) ?? other(item, arguments);
    }

    private void ReadAdd()
    {
        string name = _tokens.ReadName();
        Operand value = _operands.ReadOperand();
        _changes.Add((before, after, arguments) => after[arguments.NameOf(name)] =
            Sum(before.GetValueOrDefault(arguments.NameOf(name)) ?? new() { N = "0" }, value(before, arguments), 1));
    }

    private void ReadRemove()
    {
        string name = _tokens.ReadName();
        _changes.Add((_, after, arguments) => after.Remove(arguments.NameOf(name)));
    }

    private static AttributeValue Sum(AttributeValue? one, AttributeValue? other, int sign) => one is { N: { } first } && other is { N: { } second }
        ? new() { N = (ConditionReader.Number(first) + (sign * ConditionReader.Number(second))).ToString(CultureInfo.InvariantCulture) }
        : throw DynamoDbError.Validation("An operand in the update expression has an incorrect data type");
}
