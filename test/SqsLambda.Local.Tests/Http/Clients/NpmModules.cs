using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Local.Tests.Http.Clients;

/// <summary>The npm packages of a folder with <c>package.json</c> and <c>package-lock.json</c>, whose hashes npm checks them against.</summary>
internal static class NpmModules
{
    /// <summary>The environment in which node finds the packages, and no SDK warns that its time is over.</summary>
    /// <inheritdoc cref="BringAsync" path="/param"/>
    public static async Task<Dictionary<string, string>> EnvironmentAsync(string name, string folder) => AwsEnvironment.With(
        new("NODE_PATH", await BringAsync(name, folder)), new("AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE", "1"), new("NODE_NO_WARNINGS", "1"));

    /// <summary>Brings them, once, into the ignored folder <c>.cache</c>.</summary>
    /// <param name="name">The name of that folder's copy there: it changes with the versions.</param>
    /// <param name="folder">The folder.</param>
    /// <returns>The folder <c>node_modules</c>.</returns>
    private static async Task<string> BringAsync(string name, string folder)
    {
        string cached = Repo.PathOf(".cache", name);
        if (!Directory.Exists(cached))
        {
            // Test processes that start at the same time each bring it; the first to have it all wins.
            DirectoryInfo unfinished = Directory.CreateDirectory(Repo.PathOf(".cache", Guid.NewGuid().ToString("N")));
            foreach (string file in (string[])["package.json", "package-lock.json"])
            {
                File.Copy(Path.Combine(folder, file), Path.Combine(unfinished.FullName, file));
            }

            string[] install = ["ci", "--prefix", unfinished.FullName, "--ignore-scripts", "--no-audit", "--no-fund", "--silent"];
            CommandResult result = OperatingSystem.IsWindows()
                ? await Command.RunAsync(Command.HangLimit, AwsEnvironment.With(), "cmd.exe", ["/c", "npm", .. install])
                : await Command.RunAsync(Command.HangLimit, AwsEnvironment.With(), "npm", install);
            Assert.True(result.ExitCode == 0, $"npm could not bring {name}: {result.Error}");
            try
            {
                unfinished.MoveTo(cached);
            }
            catch (IOException) when (Directory.Exists(cached))
            {
                unfinished.Delete(recursive: true);
            }
        }

        return Path.Combine(cached, "node_modules");
    }
}
