using System.Buffers;
using System.Globalization;
using System.Text;

namespace SqsLambda.Hosting.Logging;

/// <summary>
/// Builds the template and the arguments of one line. Lambda's runtime puts each argument in the place of <c>{name}</c> and, in the JSON format, adds it
/// as a property of that name.
/// </summary>
internal sealed class LogLine
{
    private const string NameOfText = "text";

    private static readonly SearchValues<char> NotInNames = SearchValues.Create(
        [.. Enumerable.Range('\0', '\u00a0').Select(static code => (char)code).Where(char.IsControl), '{', '}', ':', ',', '@']);

    private readonly StringBuilder _template = new();
    private readonly List<object> _arguments = [];
    private readonly List<string> _names = [];

    public string Template => _template.ToString();

    public object[] Arguments => [.. _arguments];

    /// <summary>Adds text. Text with a brace becomes an argument, because loggers do not agree on how to write a brace in a template.</summary>
    public void Add(string text)
    {
        string cleaned = LogValue.OneLine(text);
        if (cleaned.Contains('{'))
        {
            AddPlace(UnusedName(), "", cleaned);
        }
        else
        {
            _template.Append(cleaned);
        }
    }

    /// <summary>Adds a named value of the application.</summary>
    /// <param name="name">Its name. A leading <c>@</c> asks the runtime to serialize it in the JSON format.</param>
    /// <param name="value">The value.</param>
    /// <param name="format">How to write it, as in a composite format: for example <c>,5:N2</c>.</param>
    public void AddParameter(string name, object? value, string? format = null)
    {
        bool asObject = name.StartsWith('@');
        string safeName = SafeName(name);
        if (value is null)
        {
            // Lambda's text format would show the name, its JSON format leaves such a property out.
            Add("(null)");
        }
        else if (_names.Contains(safeName))
        {
            Add(format is null ? LogValue.Text(value) : LogValue.Formatted(value, format));
        }
        else
        {
            AddPlace(
                safeName, asObject ? "@" : "", format is not null ? LogValue.Formatted(value, format) : asObject ? LogValue.Object(value) : LogValue.Of(value));
        }
    }

    /// <summary>Adds a property behind the message, with its name, unless the line has this name.</summary>
    public void AddProperty(string name, object? value)
    {
        string safeName = SafeName(name);
        if (value is not null && !_names.Contains(safeName))
        {
            _template.Append(", ").Append(safeName).Append(' ');
            AddParameter(name, value);
        }
    }

    /// <summary>Adds a value under a name that the runtime uses too.</summary>
    public void AddRuntimeField(string name, string value) => AddPlace(name, "", LogValue.OneLine(value));

    private void AddPlace(string name, string prefix, object value)
    {
        _template.Append('{').Append(prefix).Append(name).Append('}');
        _names.Add(name);
        _arguments.Add(value);
    }

    private string UnusedName()
    {
        string name = NameOfText;
        for (int i = 2; _names.Contains(name); i++)
        {
            name = NameOfText + i.ToString(CultureInfo.InvariantCulture);
        }

        return name;
    }

    /// <summary>A name that is one place of a template, and no field that the runtime itself writes in the JSON format.</summary>
    private static string SafeName(string name)
    {
        string trimmed = name.TrimStart('@').Trim();
        if (trimmed.AsSpan().ContainsAny(NotInNames))
        {
            trimmed = string.Create(trimmed.Length, trimmed, static (span, source) =>
            {
                source.CopyTo(span);
                span.ReplaceAny(NotInNames, '_');
            });
        }

        return trimmed is "" or "timestamp" or "level" or "requestId" or "tenantId" or "traceId" or "message" or "errorType" or "errorMessage" or "stackTrace"
            ? trimmed + "_"
            : trimmed;
    }
}
