namespace SqsLambda.TestFunction.Memos;

/// <summary>The message: a text to remember.</summary>
public sealed record Memo
{
    /// <summary>The idempotency key.</summary>
    public required string Id { get; init; }

    public required string Text { get; init; }

    /// <summary>Returns the error, or <see langword="null"/> if the memo is valid.</summary>
    public string? Validate() =>
        string.IsNullOrWhiteSpace(Id) ? "id is blank."
        : string.IsNullOrWhiteSpace(Text) ? "text is blank."
        : null;
}
