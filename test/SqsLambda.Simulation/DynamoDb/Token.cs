namespace SqsLambda.Simulation.DynamoDb;

/// <summary>The kinds of tokens of PartiQL and of DynamoDB's expressions.</summary>
internal enum TokenKind
{
    /// <summary>A keyword, a name or <c>"name"</c>.</summary>
    Name,

    /// <summary><c>'text'</c>.</summary>
    Text,

    Number,

    /// <summary><c>?</c>.</summary>
    Parameter,

    /// <summary><c>:value</c>.</summary>
    Value,

    Symbol,

    End,
}

/// <summary>A token.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">Its text, without quotes.</param>
/// <param name="IsQuoted">Whether it was quoted, and so is no keyword.</param>
internal readonly record struct Token(TokenKind Kind, string Text, bool IsQuoted = false)
{
    public bool Is(string word) => !IsQuoted && Kind is TokenKind.Name or TokenKind.Symbol && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
