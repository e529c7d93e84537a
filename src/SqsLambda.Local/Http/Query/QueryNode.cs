using System.Globalization;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http.Query;

/// <summary>
/// The parameters of a request as a tree: <c>Attribute.1.Name</c> is the value of the node <c>Name</c> in <c>1</c> in <c>Attribute</c>.
/// </summary>
internal sealed class QueryNode
{
    private Dictionary<string, QueryNode>? _children;

    /// <summary>The value of the parameter with this name, or null if there is none.</summary>
    public string? Value { get; set; }

    /// <summary>The node below with a name, or null.</summary>
    public QueryNode? Find(string name) => _children?.GetValueOrDefault(name);

    /// <summary>Adds the node below with a name, unless it is there.</summary>
    public QueryNode Add(string name)
    {
        _children ??= new(StringComparer.Ordinal);
        if (!_children.TryGetValue(name, out QueryNode? child))
        {
            _children.Add(name, child = new());
        }

        return child;
    }

    /// <summary>The nodes below, in the order of the numbers that are their names. Numbers may be left out.</summary>
    /// <param name="path">The name of this node in the request.</param>
    /// <param name="others">Names that are not numbers and mean something else.</param>
    /// <exception cref="SqsException">A name is anything else. An item that nobody answers for would be lost.</exception>
    public IEnumerable<(string Name, QueryNode Node)> Numbered(string path, params ReadOnlySpan<string?> others)
    {
        if (_children is null)
        {
            return [];
        }

        List<(int Number, string Name, QueryNode Node)> numbered = [];
        foreach (var (name, node) in _children)
        {
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                numbered.Add((number, name, node));
            }
            else if (!others.Contains(name))
            {
                throw SqsException.MalformedInput($"{path}.{name} is no item of a list: its number must be 0 to {int.MaxValue}.");
            }
        }

        return numbered.OrderBy(static item => item.Number).Select(static item => (item.Name, item.Node));
    }
}
