using System.Text.Json;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Hosting;

/// <summary>The <c>configProperties</c> of a function's <c>runtimeconfig.json</c>, applied to this process.</summary>
internal static class RuntimeSwitches
{
    // The .NET runtime reads these when the process starts.
    private static readonly string[] StartupOnly = ["System.GC.", "System.Globalization.", "System.Runtime.Tiered"];

    // What holds where a runtimeconfig.json does not say.
    private static readonly Dictionary<string, string> StartupDefaults = new(StringComparer.Ordinal)
    {
        ["System.GC.Server"] = "false",
        ["System.GC.Concurrent"] = "true",
        ["System.Globalization.Invariant"] = "false",
        ["System.Runtime.TieredCompilation"] = "true",
        ["System.Runtime.TieredPGO"] = "true",
    };

    /// <summary>Applies the settings. Call it before anything may have read them.</summary>
    /// <returns>What cannot be applied and differs in this process, in one line; <see langword="null"/> if there is nothing.</returns>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static string? Apply(string runtimeConfigFile)
    {
        JsonFileValue? properties = JsonFileValue.Read(runtimeConfigFile)["runtimeOptions"]?["configProperties"];
        List<string> different = [];
        foreach ((string name, JsonFileValue value) in properties?.Members ?? [])
        {
            if (Array.Exists(StartupOnly, prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                if (!IsSame(name, value.Text))
                {
                    different.Add($"{name}={value.Text}");
                }
            }
            else if (value.Kind is JsonTokenType.True or JsonTokenType.False)
            {
                AppContext.SetSwitch(name, value.Kind is JsonTokenType.True);
            }
            else
            {
                AppContext.SetData(name, value.Text);
            }
        }

        return different.Count == 0 ? null
            : $"the function's runtimeconfig.json sets {string.Join(", ", different)}, which this process cannot apply after its start";
    }

    private static bool IsSame(string name, string value)
    {
        string? here = AppContext.GetData(name)?.ToString() ?? StartupDefaults.GetValueOrDefault(name);
        return string.Equals(here, value, StringComparison.OrdinalIgnoreCase);
    }
}
