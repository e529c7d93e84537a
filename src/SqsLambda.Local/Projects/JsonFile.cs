using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SqsLambda.Local.Projects;

/// <summary>A value of a JSON file that a person wrote. What is wrong with it is told with its file and line.</summary>
internal sealed class JsonFileValue
{
    private readonly Dictionary<string, JsonFileValue>? _members;

    private JsonFileValue(string file, int line, string path, JsonTokenType kind, string text, Dictionary<string, JsonFileValue>? members, IReadOnlyList<JsonFileValue> items)
    {
        (File, Line, Path, Kind, Text, _members, Items) = (file, line, path, kind, text, members, items);
    }

    public string File { get; }

    public int Line { get; }

    /// <summary>Where it is in the file, such as <c>functions[0].queue.fifo</c>; empty for the whole.</summary>
    public string Path { get; }

    public JsonTokenType Kind { get; }

    /// <summary>The text of a string or number; <c>true</c> or <c>false</c>.</summary>
    public string Text { get; }

    /// <summary>The values of an array; empty for anything else.</summary>
    public IReadOnlyList<JsonFileValue> Items { get; }

    /// <summary>The members of an object, in their order.</summary>
    public IEnumerable<KeyValuePair<string, JsonFileValue>> Members => _members ?? [];

    /// <summary>A member of an object; <see langword="null"/> if it is missing or null.</summary>
    public JsonFileValue? this[string name] => _members?.GetValueOrDefault(name) is { Kind: not JsonTokenType.Null } value ? value : null;

    /// <summary>Reads a file. Comments and trailing commas are allowed.</summary>
    /// <exception cref="UsageException">The file cannot be read or is not JSON.</exception>
    public static JsonFileValue Read(string file)
    {
        try
        {
            byte[] json = UserFile.Utf8Of(System.IO.File.ReadAllBytes(file));
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            reader.Read();
            JsonFileValue value = Read(ref reader, json, file, "");
            while (reader.Read())
            {
            }

            return value;
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{file}, line {exception.LineNumber + 1}: this is not JSON: {exception.Message.Split(" LineNumber:")[0]}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {exception.Message}");
        }
    }

    /// <summary>What to throw when the value is not allowed.</summary>
    /// <param name="allowed">What is allowed.</param>
    public UsageException Refuse(string allowed) => new(
        $"{File}, line {Line}: {(Path.Length == 0 ? "the file" : Path)} is {(Kind is JsonTokenType.StartObject ? "an object" : Kind is JsonTokenType.StartArray ? "an array" : Text)}: allowed is {allowed}.");

    /// <summary>Refuses members that have other names.</summary>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        RequireObject();
        foreach ((string name, JsonFileValue value) in Members)
        {
            if (!names.Contains(name))
            {
                throw new UsageException($"{File}, line {value.Line}: there is no setting '{value.Path}': allowed here are {string.Join(", ", names)}.");
            }
        }
    }

    public void RequireObject()
    {
        if (Kind != JsonTokenType.StartObject)
        {
            throw Refuse("an object");
        }
    }

    /// <summary>The value as text.</summary>
    public string AsText(string allowed = "text") =>
        Kind == JsonTokenType.String && Text.Length > 0 ? Text : throw Refuse(allowed);

    /// <summary>The value as a whole number, which may be written as a string.</summary>
    public int AsWhole(int min, int max, string unit) =>
        Kind is JsonTokenType.Number or JsonTokenType.String
        && int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max
            ? number
            : throw Refuse($"{min} to {max}{unit}");

    public bool AsFlag() => Kind switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Refuse("true or false"),
    };

    /// <summary>The values of an array of texts.</summary>
    public IEnumerable<string> AsTexts(string allowed = "an array of texts") =>
        Kind == JsonTokenType.StartArray ? Items.Select(static item => item.AsText()) : throw Refuse(allowed);

    /// <summary>The members of an object of texts.</summary>
    public IReadOnlyDictionary<string, string> AsTextMembers()
    {
        RequireObject();
        return Members.ToDictionary(
            static member => member.Key,
            static member => member.Value is { Kind: JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False } value ? value.Text : throw member.Value.Refuse("text"));
    }

    private static JsonFileValue Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string file, string path)
    {
        JsonTokenType kind = reader.TokenType;
        int line = json[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1;
        Dictionary<string, JsonFileValue>? members = null;
        List<JsonFileValue> items = [];
        string text = "";
        switch (kind)
        {
            case JsonTokenType.StartObject:
                members = [];
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    string name = reader.GetString()!;
                    reader.Read();
                    members[name] = Read(ref reader, json, file, path.Length == 0 ? name : $"{path}.{name}");
                }

                break;
            case JsonTokenType.StartArray:
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref reader, json, file, $"{path}[{items.Count}]"));
                }

                break;
            case JsonTokenType.String:
                text = reader.GetString()!;
                break;
            default:
                text = Encoding.UTF8.GetString(reader.ValueSpan);
                break;
        }

        return new(file, line, path, kind, text, members, items);
    }
}
