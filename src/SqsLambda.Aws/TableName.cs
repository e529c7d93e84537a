using System.Buffers;

namespace SqsLambda.Aws;

/// <summary>The rules for the name of a DynamoDB table. (DynamoDB Developer Guide, "Supported data types and naming rules".)</summary>
internal static class TableName
{
    private const int MinLength = 3;
    private const int MaxLength = 255;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

    public const string Allowed = "3 to 255 of a-z, A-Z, 0-9, '_', '-' and '.'";

    public static bool IsValid(string? name) =>
        name?.Length is >= MinLength and <= MaxLength && !name.AsSpan().ContainsAnyExcept(Characters);
}
