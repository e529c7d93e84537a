using System.Buffers;

namespace SqsLambda.Aws;

/// <summary>The name of a DynamoDB table.</summary>
internal static class TableName
{
    private const int MinLength = 3;
    private const int MaxLength = 255;

    private static readonly SearchValues<char> Characters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");

    /// <summary>What a name may look like, in words.</summary>
    public static string Allowed { get; } = $"{MinLength} to {MaxLength} of a-z, A-Z, 0-9, '_', '-' and '.'";

    /// <summary>Whether DynamoDB takes a name (DynamoDB Developer Guide, "Supported data types and naming rules").</summary>
    /// <param name="name">The name.</param>
    /// <returns><see langword="true"/> if it does.</returns>
    public static bool IsValid(string? name) =>
        name?.Length is >= MinLength and <= MaxLength && !name.AsSpan().ContainsAnyExcept(Characters);
}
