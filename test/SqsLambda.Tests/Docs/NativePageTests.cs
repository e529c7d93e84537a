using System.Globalization;
using System.Text.RegularExpressions;
using SqsLambda.Tests.Deploy;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Docs;

/// <summary>docs/native.md says what the defaults files, the templates and the deploy page say.</summary>
public sealed partial class NativePageTests
{
    private static readonly string Page = File.ReadAllText(Repo.PathOf("docs", "native.md"));

    [Fact]
    public void The_costs_are_what_the_arithmetic_gives_with_the_price_of_the_deploy_page()
    {
        Match[] rows = CostRow().Matches(Page).ToArray();
        string price = DeployPage.Rows("What a million messages cost in a month")
            .Select(static cells => Price().Match(cells[1])).First(static match => match.Success).Value;

        Assert.Equal(["managed", "native"], rows.Select(static row => row.Groups["function"].Value));
        Assert.All(rows, row =>
        {
            Assert.Equal(price, row.Groups["price"].Value);
            Assert.Equal(Number(row, "ms"), Number(row, "seconds") * 1_000);
            Assert.Equal(ToolsDefaults.Native.Number("function-memory-size"), Number(row, "memory") * 1_024);
            Assert.Equal(Math.Round(1_000_000 * Number(row, "seconds") * Number(row, "memory") * Number(row, "price"), 2), Number(row, "usd"));
            Assert.Contains(row.Groups["usd"].Value, File.ReadAllText(Repo.PathOf(Pages.Readme)), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_time_to_wait_is_the_timeout_of_the_function() =>
        Assert.Contains($"the timeout of the function ({ToolsDefaults.TimeoutSeconds} s)", Page, StringComparison.Ordinal);

    private static decimal Number(Match row, string group) => decimal.Parse(row.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\| (?<function>\w+) \| (?<ms>\d+) ms \| 1,000,000 × (?<seconds>[\d.]+) s × (?<memory>[\d.]+) GB × \$(?<price>[\d.]+) \| (?<usd>[\d.]+) \|")]
    private static partial Regex CostRow();

    [GeneratedRegex(@"(?<=GB × \$)[\d.]+")]
    private static partial Regex Price();
}
