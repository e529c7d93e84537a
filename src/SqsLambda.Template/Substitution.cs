using System.Text.RegularExpressions;

namespace SqsLambda.Template;

/// <summary>Replaces a text of a file. The text must be there, so that a change of the file cannot go past the template.</summary>
/// <param name="Pattern">Matches the text.</param>
/// <param name="Replacement">The text in its place, in which $1 stands for the first group of the pattern.</param>
internal sealed record Substitution(Regex Pattern, string Replacement)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Replaces an exact text.</summary>
    public static Substitution Text(string text, string replacement) => new(new(Regex.Escape(text), RegexOptions.None, Limit), replacement.Replace("$", "$$", StringComparison.Ordinal));

    /// <summary>Removes an exact text.</summary>
    public static Substitution Cut(string text) => Text(text, "");

    /// <summary>Removes the lines from the one with the first text to the one before the line with the second text.</summary>
    public static Substitution CutLines(string from, string before) => new(
        new($@"^[^\n]*{Regex.Escape(from)}.*?(?=^[^\n]*{Regex.Escape(before)})", RegexOptions.Multiline | RegexOptions.Singleline, Limit), "");

    /// <summary>Replaces what a regular expression matches. ^ and $ match at each line.</summary>
    public static Substitution Match(string pattern, string replacement) => new(new(pattern, RegexOptions.Multiline, Limit), replacement);

    /// <exception cref="SubstitutionException">The text is not there.</exception>
    public string Apply(string file, string content) => Pattern.IsMatch(content)
        ? Pattern.Replace(content, Replacement)
        : throw new SubstitutionException($"{file} has nothing that matches the template's substitution '{Pattern}'. Change the substitution, or remove it.");
}
