using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Deploy;

/// <summary>The commands of the README's "Deploy", a line each.</summary>
internal static class DeployCommands
{
    private static readonly string[][] Blocks = Read();

    /// <summary>From a clone to a queue that is processed.</summary>
    public static IReadOnlyList<string> Deploy => Blocks[0];

    /// <summary>To send a message and to read its log lines.</summary>
    public static IReadOnlyList<string> Try => Blocks[1];

    /// <summary>To remove everything.</summary>
    public static IReadOnlyList<string> Remove => Blocks[2];

    private static string[][] Read()
    {
        string readme = File.ReadAllText(Repo.PathOf("README.md")).ReplaceLineEndings("\n");
        int start = readme.IndexOf("\n## Deploy\n", StringComparison.Ordinal);
        string section = readme[start..readme.IndexOf("\n## ", start + 1, StringComparison.Ordinal)];
        return [.. section.Split("```sh\n")[1..].Select(static block => block[..block.IndexOf("\n```", StringComparison.Ordinal)].Split('\n'))];
    }
}
