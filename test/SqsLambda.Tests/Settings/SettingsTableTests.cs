using SqsLambda.Aws.Settings;
using SqsLambda.Orders;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Settings;

public sealed class SettingsTableTests
{
    [Fact]
    public void The_tables_in_the_README_say_what_the_code_does()
    {
        string[] rows = [.. File.ReadLines(Repo.PathOf("README.md"))
            .SkipWhile(static line => line != "## Settings")
            .TakeWhile(static line => line != "## How it works")
            .Where(static line => line.StartsWith("| `", StringComparison.Ordinal))];

        Assert.Equal(
            FunctionSettings.All.Append(OrderBooks.Table).Select(static setting =>
                $"| `{setting.Name}` | {setting.Meaning} | {setting.Unit} | {setting.Allowed} | {(setting.Default.Length == 0 ? "none" : $"`{setting.Default}`")} |"),
            rows);
    }
}
