namespace SqsLambda.Tests.Repository;

/// <summary>What <c>dotnet lambda deploy-function</c> reads: from the top folder, for the managed function.</summary>
internal static class ToolsDefaults
{
    public static ToolsDefaultsFile Managed { get; } = new("");

    public static ToolsDefaultsFile Native { get; } = new("src/SqsLambda.Native");

    public static int TimeoutSeconds => Managed.Number("function-timeout");

    public static int MemorySizeMb => Managed.Number("function-memory-size");

    public static IReadOnlyDictionary<string, string> EnvironmentVariables { get; } = Managed.EnvironmentVariables;

    public static string Text(string name) => Managed.Text(name);
}
