using System.Text.RegularExpressions;

namespace SqsLambda.Testing.Tests.Readme;

/// <summary>The package's page, which is copied beside the tests.</summary>
internal static partial class ReadmeText
{
    public static string All => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "SqsLambda.Testing.README.md"));

    /// <summary>The blocks of one language.</summary>
    public static string[] Blocks(string language) =>
        [.. Block().Matches(All).Where(match => match.Groups["language"].Value == language).Select(static match => match.Groups["text"].Value)];

    public static string AfterFence(string language) => Assert.Single(Blocks(language));

    [GeneratedRegex(@"^```(?<language>\w*)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
