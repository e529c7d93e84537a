using System.Text.Json;

namespace SqsLambda.Tests.Repository;

/// <summary>What <c>dotnet lambda deploy-function</c> reads in a folder of the repository.</summary>
internal sealed class ToolsDefaultsFile(string folder)
{
    private readonly JsonElement _root = JsonDocument.Parse(File.ReadAllBytes(Repo.PathOf(folder, "aws-lambda-tools-defaults.json"))).RootElement;

    /// <summary>The names of the options that the file sets.</summary>
    public IEnumerable<string> Names => _root.EnumerateObject().Select(static option => option.Name);

    /// <summary>The folder of the project: by default that of the file.</summary>
    public string Project => Repo.PathOf(folder, Find("project-location") ?? "");

    /// <summary>In the form that the tool reads: <c>NAME=value;OTHER=value</c>.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentVariables => Text("environment-variables")
        .Split(';')
        .Select(static variable => variable.Split('=', 2))
        .ToDictionary(static parts => parts[0], static parts => parts[1]);

    public int Number(string name) => _root.GetProperty(name).GetInt32();

    public string Text(string name) => _root.GetProperty(name).GetString()!;

    public string? Find(string name) => _root.TryGetProperty(name, out JsonElement value) ? value.ToString() : null;
}
