using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace SqsLambda.Simulation.DynamoDb;

/// <summary>Reads the conditions of PartiQL's <c>WHERE</c> and of condition expressions.</summary>
internal sealed class ConditionReader(TokenReader tokens)
{
    private int _parameters;
    private int _depth;

    /// <summary>The values that names must be equal to, outside of parentheses. One of them is the key of the item.</summary>
    public Dictionary<string, Operand> Equalities { get; } = [];

    public Condition ReadCondition()
    {
        Condition left = ReadAnd();
        while (tokens.TryRead("OR"))
        {
            Condition first = left, second = ReadAnd();
            left = (item, arguments) => first(item, arguments) || second(item, arguments);
        }

        return left;
    }

    public Operand ReadOperand()
    {
        Token token = tokens.Read();
        switch (token.Kind)
        {
            case TokenKind.Parameter:
                int index = _parameters++;
                return (_, arguments) => arguments.Parameters![index];
            case TokenKind.Value:
                return (_, arguments) => arguments.Values![token.Text];
            case TokenKind.Text:
                var text = new AttributeValue(token.Text);
                return (_, _) => text;
            case TokenKind.Number:
                var number = new AttributeValue { N = token.Text };
                return (_, _) => number;
            case TokenKind.Name:
                return (item, arguments) => item.GetValueOrDefault(arguments.NameOf(token.Text));
            default:
                throw tokens.Refuse($"'{token.Text}' is no value");
        }
    }

    /// <summary>Compares two values of the same type.</summary>
    /// <returns>Less than, equal to or more than 0; <see langword="null"/> if they cannot be compared.</returns>
    public static int? Compare(AttributeValue? left, AttributeValue? right) => (left, right) switch
    {
        ({ S: { } one }, { S: { } other }) => string.CompareOrdinal(one, other),
        ({ N: { } one }, { N: { } other }) => Number(one).CompareTo(Number(other)),
        ({ BOOL: { } one }, { BOOL: { } other }) => one.CompareTo(other),
        _ => null,
    };

    public static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private Condition ReadAnd()
    {
        Condition left = ReadNot();
        while (tokens.TryRead("AND"))
        {
            Condition first = left, second = ReadNot();
            left = (item, arguments) => first(item, arguments) && second(item, arguments);
        }

        return left;
    }

    private Condition ReadNot()
    {
        if (tokens.TryRead("NOT"))
        {
            Condition inner = ReadNot();
            return (item, arguments) => !inner(item, arguments);
        }

        if (tokens.TryRead("("))
        {
            _depth++;
            Condition inner = ReadCondition();
            _depth--;
            tokens.Expect(")");
            return inner;
        }

        if (tokens.TryRead("attribute_exists", "("))
        {
            return ReadExists(mustExist: true);
        }

        return tokens.TryRead("attribute_not_exists", "(") ? ReadExists(mustExist: false) : ReadComparison();
    }

    private Condition ReadExists(bool mustExist)
    {
        string name = tokens.ReadName();
        tokens.Expect(")");
        return (item, arguments) => item.ContainsKey(arguments.NameOf(name)) == mustExist;
    }

    private Condition ReadComparison()
    {
        string name = tokens.Next.Text;
        Operand left = ReadOperand();
        if (tokens.TryRead("BETWEEN"))
        {
            Operand low = ReadOperand();
            tokens.Expect("AND");
            Operand high = ReadOperand();
            return (item, arguments) => left(item, arguments) is var value && Compare(value, low(item, arguments)) >= 0 && Compare(value, high(item, arguments)) <= 0;
        }

        string comparison = tokens.Read().Text;
        Operand right = ReadOperand();
        if (_depth == 0 && comparison == "=")
        {
            Equalities.TryAdd(name, right);
        }

        return comparison switch
        {
            "=" => (item, arguments) => Compare(left(item, arguments), right(item, arguments)) == 0,
            "<>" => (item, arguments) => Compare(left(item, arguments), right(item, arguments)) != 0,
            "<" => (item, arguments) => Compare(left(item, arguments), right(item, arguments)) < 0,
            "<=" => (item, arguments) => Compare(left(item, arguments), right(item, arguments)) <= 0,
            ">" => (item, arguments) => Compare(left(item, arguments), right(item, arguments)) > 0,
            ">=" => (item, arguments) => Compare(left(item, arguments), right(item, arguments)) >= 0,
            _ => throw tokens.Refuse($"'{comparison}' is no comparison"),
        };
    }
}
