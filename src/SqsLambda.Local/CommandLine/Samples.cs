namespace SqsLambda.Local.CommandLine;

/// <summary>The messages that the example business brings along, so that nothing here knows what a message is.</summary>
internal static class Samples
{
    /// <summary>What a run sends, one message a line.</summary>
    public static TextReader ToSend => Open("samples.jsonl");

    /// <summary>A message for the user to send.</summary>
    public static TextReader ToPaste => Open("sample-to-paste.json");

    private static StreamReader Open(string name) => new(typeof(Samples).Assembly.GetManifestResourceStream(name)!);
}
