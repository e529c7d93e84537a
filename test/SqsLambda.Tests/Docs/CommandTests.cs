using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Docs;

/// <summary>Every command of the pages is run by a test.</summary>
public sealed class CommandTests
{
    private const string AddSource = "dotnet nuget add source \"$PWD/packages\" --name SqsLambda";

    public static TheoryData<string> PagesWithCommands => Pages.Rows(Pages.WithCommands);

    [Theory]
    [MemberData(nameof(PagesWithCommands))]
    public void A_test_runs_each_command(string path) => Assert.All(Of(path), command => Assert.True(
        IsKnown(command),
        $"{path} has a command that no test runs. Run it, and add it to {nameof(KnownCommands)}.\n{command}"));

    [Fact]
    public void Each_known_command_is_on_a_page()
    {
        HashSet<string> shown = [.. Pages.WithCommands.SelectMany(Of)];

        Assert.All([.. KnownCommands.OfLaptop.Keys, .. KnownCommands.Others.Keys, AddSource], command => Assert.Contains(command, shown));
    }

    [Fact]
    public void The_file_that_runs_a_command_does_so() => Assert.All(KnownCommands.Others.Values, static runner =>
        Assert.Contains(runner.Part, File.ReadAllText(Repo.PathOf(runner.File)), StringComparison.Ordinal));

    [Trait("Category", "Long")]
    [RequiresCommandFact("bash")]
    public async Task The_commands_of_the_laptop_end_as_they_should() => await Task.WhenAll(KnownCommands.OfLaptop.Select(static async command =>
    {
        CommandResult result = await LaptopCommand.RunAsync(command.Key);
        Assert.True(result.ExitCode == command.Value, $"{command.Key}\nended with exit code {result.ExitCode}.\n{result.Output}\n{result.Error}");
    }));

    /// <summary>NuGet keeps sources in the home folder: here in a new one.</summary>
    [RequiresCommandFact("bash")]
    public async Task The_folder_of_the_packages_becomes_a_package_source()
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory();
        var environment = new Dictionary<string, string> { ["HOME"] = home.FullName, ["DOTNET_CLI_HOME"] = home.FullName, ["DOTNET_NOLOGO"] = "1" };

        CommandResult result = await Command.RunAsync(TimeSpan.FromMinutes(10), environment, "bash", "-euc", $"cd '{home.FullName}'; {AddSource}; dotnet nuget list source");

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Contains(Path.Combine(home.FullName, "packages"), result.Output, StringComparison.Ordinal);
        home.Delete(recursive: true);
    }

    private static bool IsKnown(string command) =>
        KnownCommands.OfLaptop.ContainsKey(command) || KnownCommands.Others.ContainsKey(command) || command == AddSource;

    private static IEnumerable<string> Of(string path) => new MarkdownPage(path).CodeIn("sh")
        .SelectMany(static block => block.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
        .Select(static line => WithoutComment(line).Trim())
        .Where(static line => line.Length > 0);

    private static string WithoutComment(string line) => line.Split(" #")[0];
}
