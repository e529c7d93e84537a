using System.Globalization;

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

    /// <summary>The nodes below whose names are numbers, in the order of the numbers. Numbers may be left out.</summary>
    public IEnumerable<(string Name, QueryNode Node)> Numbered()
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
        }

        return numbered.OrderBy(static item => item.Number).Select(static item => (item.Name, item.Node));
    }
}
