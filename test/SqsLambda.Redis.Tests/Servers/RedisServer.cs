using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Chaos.Tests;
using StackExchange.Redis;

namespace SqsLambda.Redis.Tests.Servers;

/// <summary>A redis-server of its own, on a free port of the loopback interface, with a folder of its own. Whoever asks for it is skipped where there is none.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const int MaxPorts = 20;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("redis-");
    private readonly string[] _arguments;
    private readonly Dictionary<string, string> _environment;
    private Process? _process;
    private ConnectionMultiplexer? _admin;

    private RedisServer(string[] arguments, Dictionary<string, string> environment) => (_arguments, _environment) = (arguments, environment);

    public int Port { get; private set; }

    public string Name => $"Redis at 127.0.0.1:{Port}";

    /// <param name="arguments">Options of redis-server. <c>{port}</c> in them is the port.</param>
    public static Task<RedisServer> StartAsync(params string[] arguments) => StartAsync([], arguments);

    /// <param name="environment">Environment variables.</param>
    /// <param name="arguments">Options of redis-server. <c>{port}</c> in them is the port.</param>
    /// <exception cref="SkipException">There is no redis-server.</exception>
    public static async Task<RedisServer> StartAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        var server = new RedisServer(arguments, environment);
        for (int attempt = 1; ; attempt++)
        {
            server.Port = FreePort();
            if (await server.TryStartAsync() is not { } failure)
            {
                return server;
            }

            // Another process may have taken the port.
            if (attempt == MaxPorts || !failure.Contains("Address already in use", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"redis-server ended: {failure}");
            }
        }
    }

    /// <summary>Options of a client. Its timeouts are long enough for a machine that is busy with other tests.</summary>
    public ConfigurationOptions NewOptions() => new() { EndPoints = { { IPAddress.Loopback, Port } } };

    public RedisIdempotencyStore NewStore(Action<ConfigurationOptions>? change = null, TimeProvider? timeProvider = null, Action<string>? warn = null, TimeSpan? expiresAfter = null)
    {
        ConfigurationOptions options = NewOptions();
        change?.Invoke(options);
        return new(options, expiresAfter ?? TimeSpan.FromDays(14), timeProvider ?? TimeProvider.System, warn ?? (static _ => { }));
    }

    /// <summary>Makes a call as an administrator.</summary>
    public async Task<RedisResult> AskAsync(string command, params object[] arguments)
    {
        _admin ??= await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
        {
            EndPoints = { { IPAddress.Loopback, Port } },
            AllowAdmin = true,
            ClientName = "admin",
            Password = Array.IndexOf(_arguments, "--requirepass") is >= 0 and var at ? _arguments[at + 1] : null,
            AbortOnConnectFail = false,
            ConnectTimeout = (int)Bound.TotalMilliseconds,
            AsyncTimeout = (int)Bound.TotalMilliseconds,
        });
        return await _admin.GetServer(IPAddress.Loopback, Port).ExecuteAsync(command, arguments);
    }

    public void Stop() => Signals.Stop(_process!);

    public void Continue() => Signals.Continue(_process!);

    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts it again after it was killed, on the same port, with the same folder.</summary>
    public async Task StartAgainAsync()
    {
        if (await TryStartAsync() is { } failure)
        {
            throw new InvalidOperationException($"redis-server ended: {failure}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_admin is not null)
        {
            await _admin.DisposeAsync();
        }

        if (_process is not null)
        {
            await KillAsync();
        }

        _folder.Delete(recursive: true);
    }

    internal static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <returns>What it wrote if it ended.</returns>
    private async Task<string?> TryStartAsync()
    {
        string port = Port.ToString(CultureInfo.InvariantCulture);
        string[] given = Array.ConvertAll(_arguments, argument => argument.Replace("{port}", port, StringComparison.Ordinal));
        string[] tcp = given.Contains("--tls-port") ? ["--port", "0"] : ["--port", port];
        var start = new ProcessStartInfo("redis-server", [.. tcp, "--bind", "127.0.0.1", "--dir", _folder.FullName, "--save", "", "--enable-debug-command", "yes", .. given])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in _environment)
        {
            start.Environment[name] = value;
        }

        Process process;
        try
        {
            process = Processes.Start(start);
        }
        catch (InvalidOperationException exception)
        {
            throw new SkipException($"{exception.Message} Debian and Ubuntu have it in the package redis-server.");
        }

        var output = new StringBuilder();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }

            if (line.Data?.Contains("Ready to accept connections", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult();
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Task.WhenAny(ready.Task, process.WaitForExitAsync()).WaitAsync(Bound);
        if (ready.Task.IsCompleted)
        {
            _process = process;
            return null;
        }

        process.Dispose();
        lock (output)
        {
            return output.ToString();
        }
    }
}
