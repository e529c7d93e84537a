namespace SqsLambda.Hosting.Logging;

/// <summary>Writes the message of an entry, with its values in their places.</summary>
internal static class LogState
{
    public const string TemplateKey = "{OriginalFormat}";

    public static void Write<TState>(
        LogLine line, LogProperties properties, LogTemplates templates, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        KeyValuePair<string, object?>[] values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? [.. pairs] : [];
        LogTemplate? template = TemplateOf(values) is { } text && values.Length > 1 ? templates.Get(text) : null;
        if (template is null)
        {
            line.Add(formatter(state, exception));
        }
        else
        {
            WriteTemplate(line, template, values);
        }

        foreach ((string name, object? value) in values)
        {
            if (name != TemplateKey && template?.Names(name) != true)
            {
                properties.Add(name, value);
            }
        }
    }

    private static void WriteTemplate(LogLine line, LogTemplate template, KeyValuePair<string, object?>[] values)
    {
        int place = 0;
        foreach (LogTemplate.Part part in template.Parts)
        {
            if (part.Name is null)
            {
                line.Add(part.Text);
            }
            else if (IndexOf(values, part.Name, place++) is var index and >= 0)
            {
                line.AddParameter(part.Name, values[index].Value, part.Format);
            }
            else
            {
                line.Add(part.Text);
            }
        }
    }

    /// <summary>
    /// The value of a place. Values are in the order of their places, except those of the methods that <c>LoggerMessageAttribute</c> generates: they are in
    /// the order of the parameters, and once for a name that has two places.
    /// </summary>
    private static int IndexOf(KeyValuePair<string, object?>[] values, string name, int place)
    {
        if (place < values.Length && values[place].Key == name)
        {
            return place;
        }

        int index = Array.FindIndex(values, value => value.Key == name);
        return index >= 0 ? index : Array.FindIndex(values, value => string.Equals(value.Key, name, StringComparison.OrdinalIgnoreCase));
    }

    private static string? TemplateOf(KeyValuePair<string, object?>[] values) =>
        Array.Find(values, static value => value.Key == TemplateKey).Value as string;
}
