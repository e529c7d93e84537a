using Amazon.DynamoDBv2.Model;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace SqsLambda.Simulation.DynamoDb;

/// <summary>The values that an expression names: the positional parameters of PartiQL, or the names and values of an expression.</summary>
internal sealed record Arguments(
    IReadOnlyList<AttributeValue>? Parameters = null, IReadOnlyDictionary<string, string>? Names = null, IReadOnlyDictionary<string, AttributeValue>? Values = null)
{
    public string NameOf(string name) => name[0] == '#' ? Names![name] : name;
}

/// <summary>Computes a value from an item; <see langword="null"/> if the item lacks it.</summary>
internal delegate AttributeValue? Operand(Item item, Arguments arguments);

/// <summary>Decides whether a condition holds for an item.</summary>
internal delegate bool Condition(Item item, Arguments arguments);
