using System.Buffers;
using System.Text.Json;

namespace SqsLambda.Local.Http;

/// <summary>Finds a member name that is not text. The JSON serializer reports it like a value of the wrong type.</summary>
internal static class InvalidNames
{
    /// <summary>Returns the path of the first object with such a member, as names with dots between them.</summary>
    /// <returns>The path, empty for the outermost object; null if there is no such member.</returns>
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
