using System.Diagnostics;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Aws.Tests.DynamoDb;

/// <summary>
/// Amazon's DynamoDB Local, in memory on a free port of the loopback interface, or the one that <c>DYNAMODB_ENDPOINT</c> names. Whatever
/// asks for it is skipped where it cannot be had.
/// </summary>
public sealed class DynamoDbLocal : IAsyncLifetime
{
    public const string Region = "us-east-1";
    public const string AccessKey = "local";

    private const string Listening = "Listening: ";

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(10);

    private readonly StringBuilder _output = new();
    private Process? _java;
    private Uri? _endpoint;
    private string _missing = "";

    /// <summary>Where it listens.</summary>
    public Uri Endpoint
    {
        get
        {
            Skip.If(_endpoint is null, $"DynamoDB Local needs a Java 17 JDK and npm, or DYNAMODB_ENDPOINT: {_missing}");
            return _endpoint!;
        }
    }

    public async Task InitializeAsync()
    {
        try
        {
            _endpoint = Environment.GetEnvironmentVariable("DYNAMODB_ENDPOINT") is { Length: > 0 } given
                ? Uri.TryCreate(given, UriKind.Absolute, out Uri? url)
                    ? url
                    : throw new ArgumentException($"DYNAMODB_ENDPOINT is '{given}': allowed is a URL, such as http://127.0.0.1:8000.")
                : await StartAsync(await DynamoDbLocalPackage.BringAsync()).WaitAsync(Bound);
        }
        catch (InvalidOperationException exception)
        {
            _missing = exception.Message;
        }
    }

    /// <summary>Settings of a client as the function has it, but for where it connects to.</summary>
    /// <param name="wire">What stands between the SDK and the server.</param>
    public AmazonDynamoDBConfig NewConfig(DelegatingHandler? wire = null)
    {
        AmazonDynamoDBConfig config = DynamoDbClientConfig.Create();
        config.ServiceURL = Endpoint.ToString();
        config.AuthenticationRegion = Region;
        config.HttpClientFactory = wire is null ? null : new WireFactory(wire);
        return config;
    }

    /// <summary>A client as the function has it. Its time-outs are long enough for a machine that is busy with other tests.</summary>
    /// <param name="wire">What stands between the SDK and the server.</param>
    public AmazonDynamoDBClient NewClient(DelegatingHandler? wire = null)
    {
        AmazonDynamoDBConfig config = NewConfig(wire);
        config.Timeout = config.ConnectTimeout = Bound;
        return new(new BasicAWSCredentials(AccessKey, AccessKey), config);
    }

    /// <summary>Creates a table of idempotency records.</summary>
    /// <returns>Its name, which no other table has.</returns>
    public Task<string> CreateTableAsync() => CreateTableAsync("id");

    /// <summary>Creates a table.</summary>
    /// <param name="key">Its partition key.</param>
    /// <returns>Its name, which no other table has.</returns>
    public async Task<string> CreateTableAsync(string key)
    {
        string name = $"test-{Guid.NewGuid():N}";
        using AmazonDynamoDBClient client = NewClient();
        await client.CreateTableAsync(new CreateTableRequest
        {
            TableName = name,
            BillingMode = BillingMode.PAY_PER_REQUEST,
            KeySchema = [new(key, KeyType.HASH)],
            AttributeDefinitions = [new(key, ScalarAttributeType.S)],
        });
        return name;
    }

    public async Task DisposeAsync()
    {
        if (_java is not null)
        {
            _java.StandardInput.Close();
            await _java.WaitForExitAsync().WaitAsync(Bound);
            _java.Dispose();
        }
    }

    private async Task<Uri> StartAsync(string folder)
    {
        string launcher = Repo.PathOf("test", "SqsLambda.Aws.Tests", "DynamoDb", "DynamoDbLocalOnLoopback.java");
        _java = Processes.Start(new(
            "java", ["-Djava.library.path=DynamoDBLocal_lib", "-cp", "DynamoDBLocal.jar", launcher, "-inMemory", "-disableTelemetry"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });

        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _java.EnableRaisingEvents = true;
        _java.ErrorDataReceived += (_, line) => Read(line.Data, port);
        _java.OutputDataReceived += (_, line) => Read(line.Data, port);
        _java.Exited += (_, _) => port.TrySetException(new InvalidOperationException($"java ended: {_output}"));
        _java.BeginErrorReadLine();
        _java.BeginOutputReadLine();
        return new Uri($"http://127.0.0.1:{await port.Task}");
    }

    private void Read(string? line, TaskCompletionSource<int> port)
    {
        lock (_output)
        {
            _output.Append(line).Append(' ');
        }

        if (line is not null && line.StartsWith(Listening, StringComparison.Ordinal))
        {
            port.TrySetResult(int.Parse(line.AsSpan(Listening.Length), System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
