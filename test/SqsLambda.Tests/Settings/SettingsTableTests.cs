using SqsLambda.Aws.Settings;
using SqsLambda.Tests.Docs;

namespace SqsLambda.Tests.Settings;

public sealed class SettingsTableTests
{
    [Fact]
    public void The_table_of_settings_says_what_the_code_does() => Assert.Equal(
        FunctionSettings.All.Select(static setting =>
            $"| `{setting.Name}` | {setting.Meaning} | {setting.Unit} | {setting.Allowed} | {(setting.Default.Length == 0 ? "none" : $"`{setting.Default}`")} |"),
        new MarkdownPage("src/SqsLambda.Aws/README.md").Section("Settings").Split('\n').Where(static line => line.StartsWith("| `", StringComparison.Ordinal)));
}
