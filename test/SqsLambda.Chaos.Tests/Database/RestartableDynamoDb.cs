using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Chaos.Tests.Database;

/// <summary>Amazon's DynamoDB Local with its data on disk: it can be killed, started again, stopped and continued.</summary>
internal sealed class RestartableDynamoDb : IRestartable, IAsyncDisposable
{
    private const string Listening = "Listening: ";

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chaos-");
    private readonly string _package;
    private Process? _java;

    private RestartableDynamoDb(string package) => _package = package;

    /// <summary>Where it listens. After a restart, this is another port.</summary>
    public IPEndPoint Endpoint { get; private set; } = new(IPAddress.Loopback, 0);

    /// <exception cref="SkipException">It cannot be had on this machine.</exception>
    public static async Task<RestartableDynamoDb> StartAsync()
    {
        try
        {
            var database = new RestartableDynamoDb(await DynamoDbLocalPackage.BringAsync());
            await database.CompileAsync();
            await database.StartJavaAsync();
            return database;
        }
        catch (InvalidOperationException exception)
        {
            throw new SkipException($"DynamoDB Local needs a Java 17 JDK and npm: {exception.Message}");
        }
    }

    public async Task RestartAsync()
    {
        _java!.Kill();
        await _java.WaitForExitAsync();
        _java.Dispose();
        await StartJavaAsync();
    }

    public void Stop() => Signals.Stop(_java!);

    public void Continue() => Signals.Continue(_java!);

    public async ValueTask DisposeAsync()
    {
        _java!.Kill();
        await _java.WaitForExitAsync();
        _java.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Launcher => Repo.PathOf("test", "SqsLambda.Aws.Tests", "DynamoDb", "DynamoDbLocalOnLoopback.java");

    private async Task CompileAsync()
    {
        using Process javac = Processes.Start(new("javac", ["-cp", Path.Combine(_package, "DynamoDBLocal.jar"), "-d", _folder.FullName, Launcher]));
        await Processes.WaitForEndAsync(javac, Bound);
    }

    private async Task StartJavaAsync()
    {
        string data = _folder.CreateSubdirectory("data").FullName;
        _java = Processes.Start(new(
            "java",
            [
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.library.path=DynamoDBLocal_lib",
                "-cp", $"DynamoDBLocal.jar{Path.PathSeparator}{_folder.FullName}",
                Path.GetFileNameWithoutExtension(Launcher), "-dbPath", data, "-disableTelemetry",
            ])
        {
            WorkingDirectory = _package,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });

        var output = new StringBuilder();
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _java.EnableRaisingEvents = true;
        _java.ErrorDataReceived += (_, line) => Read(line.Data);
        _java.OutputDataReceived += (_, line) => Read(line.Data);
        _java.Exited += (_, _) => port.TrySetException(new InvalidOperationException($"java ended: {output}"));
        _java.BeginErrorReadLine();
        _java.BeginOutputReadLine();
        Endpoint = new(IPAddress.Loopback, await port.Task.WaitAsync(Bound));

        void Read(string? line)
        {
            lock (output)
            {
                output.Append(line).Append(' ');
            }

            if (line is not null && line.StartsWith(Listening, StringComparison.Ordinal))
            {
                port.TrySetResult(int.Parse(line.AsSpan(Listening.Length), CultureInfo.InvariantCulture));
            }
        }
    }
}
