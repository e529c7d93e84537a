using System.Collections;
using Microsoft.Extensions.Logging;

namespace SqsLambda.Hosting.Logging;

/// <summary>
/// What a line has beside its message: the values of the scopes, and those of the entry that have no place in its template. Of values with the same name,
/// the innermost counts.
/// </summary>
internal sealed class LogProperties
{
    private readonly List<KeyValuePair<string, object?>> _values = [];
    private string? _text;

    public void AddScopes(IExternalScopeProvider scopes) => scopes.ForEachScope(static (scope, properties) => properties.AddScope(scope), this);

    public void Add(string name, object? value)
    {
        int index = _values.FindIndex(pair => pair.Key == name);
        if (index >= 0)
        {
            _values[index] = new(name, value);
        }
        else
        {
            _values.Add(new(name, value));
        }
    }

    /// <summary>Adds the category and the properties behind the message: <c>[Category, name value, name value]</c>.</summary>
    public void Write(LogLine line, string category)
    {
        line.Add(" [");
        line.AddParameter("category", category);
        foreach ((string name, object? value) in _values)
        {
            line.AddProperty(name, value);
        }

        line.AddProperty("scope", _text);
        line.Add("]");
    }

    private void AddScope(object? scope)
    {
        switch (scope)
        {
            case null:
                break;
            case IReadOnlyCollection<KeyValuePair<string, object?>> { Count: 1 } pairs when pairs.First().Key == LogState.TemplateKey:
                AddText(scope);
                break;
            case IEnumerable<KeyValuePair<string, object?>> pairs:
                foreach ((string name, object? value) in pairs)
                {
                    if (name != LogState.TemplateKey)
                    {
                        Add(name, value);
                    }
                }

                break;
            case IDictionary dictionary:
                foreach (DictionaryEntry entry in dictionary)
                {
                    Add(LogValue.Text(entry.Key), entry.Value);
                }

                break;
            default:
                AddText(scope);
                break;
        }
    }

    private void AddText(object scope) => _text = _text is null ? LogValue.Text(scope) : $"{_text} => {LogValue.Text(scope)}";
}
