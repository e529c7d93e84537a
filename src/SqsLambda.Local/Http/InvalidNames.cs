using System.Buffers;
using System.Text.Json;

namespace SqsLambda.Local.Http;

/// <summary>Finds a member name that is not text. The JSON serializer does not tell such a name from a value of the wrong type.</summary>
internal static class InvalidNames
{
    /// <summary>The names that lead to the first object with such a member, with dots between them: empty for the outermost object.</summary>
    /// <returns>Null if every name is text, as far as the JSON is valid.</returns>
    public static string? ParentOfFirst(ReadOnlySequence<byte> json)
    {
        List<(int Depth, string Name)> names = [];
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                int depth = reader.CurrentDepth;
                names.RemoveAll(name => name.Depth >= depth);
                try
                {
                    names.Add((depth, reader.GetString()!));
                }
                catch (InvalidOperationException)
                {
                    return string.Join('.', names.Select(name => name.Name));
                }
            }
        }
        catch (JsonException)
        {
            // The rest is not JSON.
        }

        return null;
    }
}
