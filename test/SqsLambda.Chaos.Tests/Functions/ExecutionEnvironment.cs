using System.Diagnostics;
using SqsLambda.Chaos.Tests.Model;
using SqsLambda.Chaos.Tests.Network;
using SqsLambda.Tests.Commands;

namespace SqsLambda.Chaos.Tests.Functions;

/// <summary>An execution environment: a process that runs the function, with its Runtime API and its network. A process that ends is replaced.</summary>
internal sealed class ExecutionEnvironment : IAsyncDisposable
{
    private const int LinesKept = 40;

    private readonly Lock _lock = new();
    private readonly FunctionUnderTest _function;
    private readonly IReadOnlyDictionary<string, string> _variables;
    private readonly Figures _figures;
    private readonly Queue<string> _lines = new();
    private readonly List<string> _crashes = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RuntimeApi? _api;
    private Process? _process;
    private bool _isStopped;
    private bool _isKilled;
    private bool _isEnding;

    private ExecutionEnvironment(FunctionUnderTest function, IReadOnlyDictionary<string, string> variables, FaultyProxy network, Figures figures) =>
        (_function, _variables, Network, _figures) = (function, variables, network, figures);

    /// <summary>Its connections to the database.</summary>
    public FaultyProxy Network { get; }

    /// <summary>What processes wrote that ended though nobody killed them.</summary>
    public IReadOnlyList<string> Crashes => _crashes;

    /// <param name="function">The function.</param>
    /// <param name="variables">Its environment variables, beside those of Lambda.</param>
    /// <param name="network">Its connections to the database.</param>
    /// <param name="queue">Where its messages come from.</param>
    /// <param name="chance">Draws the sizes of batches.</param>
    /// <param name="figures">Counts what happens.</param>
    /// <param name="isLastCall">Asked for each call that records orders: whether the process is killed now, and the call sent when others have done its messages.</param>
    /// <param name="moved">Called when a process gets a batch, and when a call to the database or its answer moves on.</param>
    public static async Task<ExecutionEnvironment> StartAsync(
        FunctionUnderTest function,
        IReadOnlyDictionary<string, string> variables,
        FaultyProxy network,
        ModelQueue queue,
        Chance chance,
        Figures figures,
        Func<ExecutionEnvironment, bool> isLastCall,
        Action<ExecutionEnvironment> moved)
    {
        var environment = new ExecutionEnvironment(function, variables, network, figures);
        environment._api = await RuntimeApi.StartAsync(queue, chance, figures, () => moved(environment), environment.KillUnlessStopped);
        network.LastCall = () => isLastCall(environment) ? environment._api!.WhenMessagesAreDoneAsync() : null;
        network.Moved = () => moved(environment);
        environment.StartProcess();
        return environment;
    }

    /// <summary>Kills the process if it has a batch and has not answered.</summary>
    /// <returns>Whether it was killed.</returns>
    public bool KillIfBusy()
    {
        lock (_lock)
        {
            if (!_api!.IsBusy || _isKilled)
            {
                return false;
            }

            Kill();
            return true;
        }
    }

    public void Stop()
    {
        lock (_lock)
        {
            if (!_isKilled)
            {
                Signals.Stop(_process!);
                _isStopped = true;
            }
        }
    }

    public void Continue()
    {
        lock (_lock)
        {
            if (_isStopped)
            {
                Signals.Continue(_process!);
                _isStopped = false;
            }
        }
    }

    /// <summary>Waits until the process ended because the queue was closed.</summary>
    public Task EndAsync()
    {
        lock (_lock)
        {
            _isEnding = true;
            if (_process!.HasExited)
            {
                _ended.TrySetResult();
            }
        }

        return _ended.Task;
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isEnding = true;
            _process!.Kill();
        }

        await _ended.Task;
        _process.Dispose();
        await _api!.DisposeAsync();
        await Network.DisposeAsync();
    }

    // Lambda ends a process that does not answer in time. A stopped one is left, so that it goes on after its leases ended.
    private void KillUnlessStopped()
    {
        lock (_lock)
        {
            if (!_isStopped && !_isEnding)
            {
                Kill();
            }
        }
    }

    private void Kill()
    {
        _isKilled = true;
        _isStopped = false;
        _process!.Kill();
    }

    private void StartProcess()
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "exec",
                "--depsfile", Path.ChangeExtension(_function.AssemblyPath, ".deps.json"),
                "--runtimeconfig", Path.ChangeExtension(_function.AssemblyPath, ".runtimeconfig.json"),
                Path.Combine(AppContext.BaseDirectory, "runtime-host", "SqsLambda.Local.dll"), "host", _function.Handler,
            ])
        {
            WorkingDirectory = Path.GetDirectoryName(_function.AssemblyPath),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in AwsEnvironment.With(_variables))
        {
            start.Environment[name] = value;
        }

        start.Environment["AWS_LAMBDA_RUNTIME_API"] = _api!.Host;
        start.Environment["AWS_LAMBDA_FUNCTION_NAME"] = "chaos";
        start.Environment["AWS_ENDPOINT_URL_DYNAMODB"] = $"http://{Network.Host}/";
        start.Environment["AWS_ENDPOINT_URL_SQS"] = $"http://{_api.Host}/";
        start.Environment["DOTNET_TieredPGO"] = "0";

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => Replace();
        (_process, _isKilled, _isStopped) = (process, false, false);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Replace()
    {
        lock (_lock)
        {
            _api!.Abandon();
            if (_isEnding)
            {
                _ended.TrySetResult();
                return;
            }

            if (!_isKilled)
            {
                _crashes.Add(string.Join('\n', _lines));
            }

            _process!.Dispose();
            StartProcess();
        }
    }

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        if (line.StartsWith("{\"_aws\"", StringComparison.Ordinal))
        {
            _figures.AddMetrics(line);
            return;
        }

        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesKept)
            {
                _lines.Dequeue();
            }
        }
    }
}
