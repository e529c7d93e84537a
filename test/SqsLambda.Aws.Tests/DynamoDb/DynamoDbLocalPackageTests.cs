using System.Diagnostics;

namespace SqsLambda.Aws.Tests.DynamoDb;

/// <summary>What is skipped where DynamoDB Local cannot be had must not be skipped where it was tampered with.</summary>
public sealed class DynamoDbLocalPackageTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    /// <summary>Tests are skipped on an <see cref="InvalidOperationException"/> alone.</summary>
    [Fact]
    public async Task An_archive_with_another_hash_fails_the_tests_and_is_not_unpacked()
    {
        string archive = Path.Combine(_folder.FullName, "package.tgz");
        await File.WriteAllTextAsync(archive, "another");

        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => DynamoDbLocalPackage.UnpackAsync(archive, _folder.FullName));

        Assert.StartsWith("package.tgz has the SHA-512 ", exception.Message, StringComparison.Ordinal);
        Assert.Equal([archive], Directory.GetFileSystemEntries(_folder.FullName));
    }

    [Fact]
    public async Task A_command_that_hangs_is_ended()
    {
        using Process hanging = Processes.Start(OperatingSystem.IsWindows()
            ? new("ping", ["-n", "300", "127.0.0.1"]) { RedirectStandardOutput = true }
            : new("sleep", ["300"]));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Processes.WaitForEndAsync(hanging, TimeSpan.FromMilliseconds(1)));

        Assert.EndsWith("did not end within 00:00:00.0010000.", exception.Message, StringComparison.Ordinal);
        await hanging.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
