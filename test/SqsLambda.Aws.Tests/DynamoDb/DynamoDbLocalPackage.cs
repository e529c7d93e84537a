using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Aws.Tests.DynamoDb;

/// <summary>
/// Amazon's DynamoDB Local, as the npm package <c>amplify-dynamodb-simulator</c> carries it: brought once into the ignored folder
/// <c>.cache</c>.
/// </summary>
internal static class DynamoDbLocalPackage
{
    private const string Name = "amplify-dynamodb-simulator";
    private const string Version = "2.9.30";
    private const string Sha512 = "xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==";

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(5);

    private static string Cache => Repo.PathOf(".cache");

    /// <summary>Returns the folder that holds <c>DynamoDBLocal.jar</c>.</summary>
    /// <exception cref="InvalidOperationException">npm is missing or cannot bring the package. The message says which.</exception>
    /// <exception cref="InvalidDataException">What npm brought is not the package: nothing of it is used.</exception>
    public static async Task<string> BringAsync()
    {
        string folder = Path.Combine(Cache, $"{Name}-{Version}");
        if (!Directory.Exists(folder))
        {
            // Test processes that start at the same time each bring it; the first to have it all wins.
            string unfinished = Path.Combine(Cache, Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(unfinished);
            await UnpackAsync(await PackAsync(unfinished), unfinished);
            try
            {
                Directory.Move(unfinished, folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                Directory.Delete(unfinished, recursive: true);
            }
        }

        return Path.Combine(folder, "package", "emulator");
    }

    /// <exception cref="InvalidDataException">The archive is not the package.</exception>
    public static async Task UnpackAsync(string archive, string folder)
    {
        await using (FileStream file = File.OpenRead(archive))
        {
            string hash = Convert.ToBase64String(await SHA512.HashDataAsync(file));
            if (hash != Sha512)
            {
                throw new InvalidDataException($"{Path.GetFileName(archive)} has the SHA-512 {hash}, expected was {Sha512}.");
            }

            file.Position = 0;
            await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
            await TarFile.ExtractToDirectoryAsync(unzipped, folder, overwriteFiles: false);
        }

        File.Delete(archive);
    }

    private static async Task<string> PackAsync(string destination)
    {
        string[] arguments = ["pack", $"{Name}@{Version}", "--silent", "--pack-destination", destination];
        ProcessStartInfo start = OperatingSystem.IsWindows() ? new("cmd.exe", ["/c", "npm", .. arguments]) : new("npm", arguments);
        start.WorkingDirectory = destination;
        start.RedirectStandardError = true;
        start.RedirectStandardOutput = true;
        using Process npm = Processes.Start(start);
        Task<string> error = npm.StandardError.ReadToEndAsync();
        _ = npm.StandardOutput.ReadToEndAsync();
        await Processes.WaitForEndAsync(npm, Bound);
        return npm.ExitCode == 0
            ? Path.Combine(destination, $"{Name}-{Version}.tgz")
            : throw new InvalidOperationException($"npm could not bring {Name}@{Version}: {(await error).ReplaceLineEndings(" ").Trim()}");
    }
}
