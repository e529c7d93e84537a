using System.ComponentModel;
using System.Net.Sockets;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Hosting.Children;

/// <summary>
/// A process of a function, with the function's own dependencies, runtime configuration and environment. It handles one event at a time. It is started with
/// the first event. When it ends, the event that it has taken fails, and the next one starts it again, as Lambda does.
/// </summary>
/// <param name="function">The function.</param>
/// <param name="variables">Its environment variables, beside those of this process.</param>
/// <param name="log">What the process writes.</param>
/// <param name="notify">Is given a line for the user: that the process ended by itself, and how, and which feature it asked for and did not get.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class ExecutionEnvironment(
    FunctionDescription function, IReadOnlyDictionary<string, string> variables, FunctionLog log, Action<string> notify, TimeProvider timeProvider)
    : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private Task<ChildProcess>? _process;
    private Task _ending = Task.CompletedTask;
    private bool _isMissingRuntimeTold;
    private bool _isEnding;

    /// <summary>Invokes the function once and never throws. To be called again when that has ended. A process that does not answer in time is ended, as in Lambda.</summary>
    /// <inheritdoc cref="IRunningFunction.InvokeAsync" path="/param"/>
    public async Task<InvocationResult> InvokeAsync(byte[] payload, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            ChildProcess process;
            try
            {
                process = await UsableProcessAsync();
            }
            catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or IOException or SocketException)
            {
                return InvocationResult.Failed($"The process could not be started: {exception.Message}");
            }

            if (await process.InvokeAsync(payload, cancellationToken) is { } result)
            {
                return result;
            }
        }

        return InvocationResult.Throttled;
    }

    public async ValueTask DisposeAsync()
    {
        Task<ChildProcess>? last;
        lock (_lock)
        {
            _isEnding = true;
            last = _process;
        }

        if (last is not null)
        {
            await ((Task)last).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await (last.IsCompletedSuccessfully ? (await last).StopAsync() : Task.CompletedTask);
        }

        await _ending;
    }

    private Task<ChildProcess> UsableProcessAsync()
    {
        lock (_lock)
        {
            if (_isEnding)
            {
                throw new InvalidOperationException("the laptop ends");
            }

            if (_process is { IsCompletedSuccessfully: true, Result: { IsUsable: false } unusable })
            {
                unusable.Kill();
                _ending = Task.WhenAll(_ending, unusable.StopAsync());
                _process = null;
            }

            return _process is { IsFaulted: false } ? _process : _process = Start();
        }
    }

    private Task<ChildProcess> Start()
    {
        var api = new RuntimeApiOptions
        {
            AsksForOutcomes = function.Program is null,
            Notify = notify,
            InitFailed = error => notify(Restarted(error)),
        };
        return ChildProcess.StartAsync(function, variables, log, api, OnExit, timeProvider);
    }

    private void OnExit(ChildExit exit)
    {
        lock (_lock)
        {
            if (_isEnding || exit.HasInitError)
            {
                return;
            }

            if (!exit.WasStopped)
            {
                notify(Restarted(exit.Text));
            }

            // The likeliest first mistake with a program: a file with a handler and nothing that calls it.
            if (function.Program is not null && !exit.HasAsked && (exit.WasStopped || exit.ExitCode == 0) && !_isMissingRuntimeTold)
            {
                _isMissingRuntimeTold = true;
                notify("The program did not ask for an event (GET http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next). "
                    + "A file with a handler needs a runtime client that calls it, such as awslambdaric.");
            }
        }
    }

    private string Restarted(string how) =>
        $"{how.TrimEnd('.')}. The process is started again with the next batch{(log.IsShown ? "" : "; --log shows what it wrote")}.";
}
