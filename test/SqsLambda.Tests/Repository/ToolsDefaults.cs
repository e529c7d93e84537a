using System.Text.Json;

namespace SqsLambda.Tests.Repository;

/// <summary>What <c>dotnet lambda deploy-function</c> reads from the top folder.</summary>
internal static class ToolsDefaults
{
    private static readonly JsonElement Root = JsonDocument.Parse(File.ReadAllBytes(Repo.PathOf("aws-lambda-tools-defaults.json"))).RootElement;

    public static int TimeoutSeconds => Root.GetProperty("function-timeout").GetInt32();

    public static int MemorySizeMb => Root.GetProperty("function-memory-size").GetInt32();

    /// <summary>In the form that the tool reads: <c>NAME=value;OTHER=value</c>.</summary>
    public static IReadOnlyDictionary<string, string> EnvironmentVariables { get; } = Text("environment-variables")
        .Split(';')
        .Select(static variable => variable.Split('=', 2))
        .ToDictionary(static parts => parts[0], static parts => parts[1]);

    public static string Text(string name) => Root.GetProperty(name).GetString()!;
}
