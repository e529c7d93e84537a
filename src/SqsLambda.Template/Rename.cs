using System.Text.RegularExpressions;

namespace SqsLambda.Template;

/// <summary>
/// Renames a word of the example in every file. A longer word that contains it stays, such as Ordering. A suffix after a hyphen is kept: orders-dlq
/// becomes AWS_NAME-dlq.
/// </summary>
/// <param name="Word">The word of the example.</param>
/// <param name="Token">What stands for it in the template, where <c>dotnet new</c> replaces it.</param>
internal sealed record Rename(string Word, string Token)
{
    private Regex Pattern { get; } = new($@"(?<![\w-]){Regex.Escape(Word)}(?!\w)", RegexOptions.None, TimeSpan.FromSeconds(10));

    public string Apply(string content) => Pattern.Replace(content, Token);
}
