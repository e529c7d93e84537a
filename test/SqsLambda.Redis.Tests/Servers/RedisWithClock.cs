using System.Buffers.Binary;
using System.Diagnostics;
using SqsLambda.Aws.Tests.DynamoDb;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Redis.Tests.Servers;

/// <summary>A redis-server whose clock a test sets. So it is seen that its clock counts, and to the millisecond.</summary>
public sealed class RedisWithClock : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clock-");
    private RedisServer? _server;
    private DateTimeOffset _now;
    private string _missing = "";

    internal RedisServer Server
    {
        get
        {
            Skip.If(_server is null, $"A redis-server with a clock of its own needs Linux, a C compiler, and redis-server: {_missing}");
            return _server!;
        }
    }

    /// <summary>Sets the clock, before the next call.</summary>
    public void Set(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (now != _now)
            {
                _now = now;
                Write(now);
            }
        }
    }

    public async Task InitializeAsync()
    {
        try
        {
            Skip.IfNot(OperatingSystem.IsLinux(), "This is not Linux.");
            string library = Path.Combine(_folder.FullName, "clock.so");
            using Process compiler = Processes.Start(new("cc", ["-shared", "-fPIC", "-o", library, Repo.PathOf("test", "SqsLambda.Redis.Tests", "Servers", "clock.c")]));
            await Processes.WaitForEndAsync(compiler, Bound);
            Write(DateTimeOffset.UtcNow);
            _server = await RedisServer.StartAsync(new Dictionary<string, string> { ["LD_PRELOAD"] = library, ["CLOCK_FILE"] = ClockFile });
        }
        catch (Exception exception) when (exception is InvalidOperationException or SkipException)
        {
            _missing = exception.Message;
        }
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private string ClockFile => Path.Combine(_folder.FullName, "clock");

    private void Write(DateTimeOffset now)
    {
        byte[] microseconds = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(microseconds, (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        using FileStream file = File.Open(ClockFile, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        file.Write(microseconds);
    }
}

/// <summary>The tests that set the clock of a server share one, and run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedRedisWithClock : ICollectionFixture<RedisWithClock>
{
    public const string Name = "Redis with a clock";
}
