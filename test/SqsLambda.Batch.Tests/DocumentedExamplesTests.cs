using System.Net;
using System.Text.RegularExpressions;

namespace SqsLambda.Batch.Tests;

/// <summary>The examples in the documentation are those that <see cref="MiddlewareTests"/> compiles and runs.</summary>
public sealed partial class DocumentedExamplesTests
{
    [Fact]
    public void Each_example_of_Use_is_one_that_a_test_runs()
    {
        string tests = Squeeze(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "MiddlewareTests.cs.txt")));
        string documentation = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "SqsLambda.Batch.xml"));
        string member = documentation[documentation.IndexOf("name=\"M:SqsLambda.Batch.MessageHandlerExtensions.Use", StringComparison.Ordinal)..];
        string[] examples = [.. Code().Matches(member[..member.IndexOf("</member>", StringComparison.Ordinal)]).Select(static match => match.Groups[1].Value)];

        Assert.Equal(3, examples.Length);
        Assert.All(examples, example => Assert.Contains(Squeeze(WebUtility.HtmlDecode(example)), tests, StringComparison.Ordinal));
    }

    private static string Squeeze(string text) => WhiteSpace().Replace(text, " ").Replace("_handler.Use(", "handler.Use(", StringComparison.Ordinal).Trim();

    [GeneratedRegex("<code>(.*?)</code>", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
