using System.Text;
using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>The names that lead from the body to a field. Sorting keeps paths with the same beginning together.</summary>
internal sealed class FieldPath : IComparable<FieldPath>
{
    private readonly byte[][] _names;
    private readonly string _text;

    private FieldPath(byte[][] names, string text)
    {
        _names = names;
        _text = text;
    }

    /// <summary>The body itself.</summary>
    public static FieldPath Body { get; } = new([], "body");

    /// <summary>The number of names: 0 for the body itself.</summary>
    public int Depth => _names.Length;

    /// <summary>The name at a depth, in UTF-8.</summary>
    public ReadOnlySpan<byte> this[int depth] => _names[depth];

    public FieldPath Then(string name) => new([.. _names, Encoding.UTF8.GetBytes(name)], $"{_text}.{JsonEncodedText.Encode(name)}");

    public int CompareTo(FieldPath? other)
    {
        if (other is null)
        {
            return 1;
        }

        for (int i = 0; i < Math.Min(Depth, other.Depth); i++)
        {
            if (this[i].SequenceCompareTo(other[i]) is not 0 and var order)
            {
                return order;
            }
        }

        return Depth.CompareTo(other.Depth);
    }

    /// <summary>The path for error messages.</summary>
    public override string ToString() => _text;
}
