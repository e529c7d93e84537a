using System.Diagnostics;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Hosting.Children;

/// <summary>
/// One start of a function's process. It has a Runtime API of its own, which ends with it: what is meant for this process reaches no other, and what another
/// process says reaches no event of this one.
/// </summary>
internal sealed class ChildProcess
{
    // Exit codes of a shell.
    private const int NotExecutableStatus = 126;
    private const int CommandNotFoundStatus = 127;

    // Lambda Developer Guide, "Lambda execution environment lifecycle": the init phase.
    private static readonly TimeSpan InitLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3);

    // For the rest of the output. What the process has started may hold it open.
    private static readonly TimeSpan OutputLimit = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly ProcessTree _tree;
    private readonly bool _isProgram;
    private readonly RuntimeApiServer _api;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;
    private readonly TaskCompletionSource _processExited;
    private volatile bool _isStopped;
    private bool _hasAnswered;

    private ChildProcess(Process process, TaskCompletionSource processExited, bool isProgram, RuntimeApiServer api, TimeSpan timeout, TimeProvider timeProvider)
    {
        (_process, _processExited, _isProgram, _api, _timeout, _timeProvider) = (process, processExited, isProgram, api, timeout, timeProvider);
        _tree = new(process);
    }

    /// <summary>Completes when the process has ended, and nothing of it can reach the laptop any more.</summary>
    public Task<ChildExit> Exit { get; private set; } = null!;

    /// <summary>Whether the process may take an event: it runs, it is not being stopped, and it has not reported an init error and stayed.</summary>
    public bool IsUsable => !_isStopped && !_processExited.Task.IsCompleted && _api.InitError is null;

    /// <param name="function">The function.</param>
    /// <param name="variables">Its environment variables, beside those of this process.</param>
    /// <param name="log">What the process writes.</param>
    /// <param name="options">Its Runtime API.</param>
    /// <param name="onExit">Is told how it ended, before an event that is lost by that fails.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be started.</exception>
    /// <exception cref="IOException">No port is free.</exception>
    public static async Task<ChildProcess> StartAsync(
        FunctionDescription function,
        IReadOnlyDictionary<string, string> variables,
        FunctionLog log,
        RuntimeApiOptions options,
        Action<ChildExit> onExit,
        TimeProvider timeProvider)
    {
        var timeout = TimeSpan.FromSeconds(function.TimeoutSeconds);
        RuntimeApiServer api = await RuntimeApiServer.StartAsync(function.Arn, timeout, options, timeProvider, CancellationToken.None);
        var process = new Process { StartInfo = ChildStart.Of(function, api.Host, variables), EnableRaisingEvents = true };
        var processExited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => processExited.TrySetResult();
        try
        {
            process.Start();
        }
        catch
        {
            process.Dispose();
            await api.DisposeAsync();
            throw;
        }

        if (process.StartInfo.RedirectStandardInput)
        {
            process.StandardInput.Close();
        }

        Task output = Task.WhenAll(OutputLines.CopyAsync(process.StandardOutput, log.WriteLine), OutputLines.CopyAsync(process.StandardError, log.WriteLine));
        var child = new ChildProcess(process, processExited, function.Program is not null, api, timeout, timeProvider);
        child.Exit = child.WatchAsync(output, onExit);
        return child;
    }

    /// <summary>Invokes the function once and never throws. To be called again when that has ended. A process that does not answer in time is ended, as in Lambda.</summary>
    /// <returns>The result; <see langword="null"/> if the process answered earlier events, but has ended and not taken this one.</returns>
    /// <inheritdoc cref="IRunningFunction.InvokeAsync" path="/param"/>
    public async Task<InvocationResult?> InvokeAsync(byte[] payload, CancellationToken cancellationToken)
    {
        var invocation = new PendingInvocation(payload);

        // If there is no next event any more, the process is about to end.
        _api.TryAdd(invocation);
        try
        {
            using CancellationTokenRegistration _ = cancellationToken.Register(invocation.GiveUp);
            if (!await Task.WhenAny(invocation.Taken, invocation.Answer, Exit).EndsInAsync(InitLimit + _timeout, _timeProvider))
            {
                return await TimedOutAsync(invocation, $"Init timed out after {(InitLimit + _timeout).TotalSeconds:F2} seconds");
            }

            if (!await Task.WhenAny(invocation.Answer, Exit).EndsInAsync(_timeout, _timeProvider))
            {
                return await TimedOutAsync(invocation, $"Task timed out after {_timeout.TotalSeconds:F2} seconds");
            }

            if (!invocation.Answer.IsCompleted)
            {
                if (_hasAnswered && invocation.Taker is null)
                {
                    return null;
                }

                invocation.Complete(InvocationResult.Failed((await Exit).Text));
            }

            _hasAnswered = invocation.Taker is not null;
            return await invocation.Answer;
        }
        finally
        {
            _api.Remove(invocation);
        }
    }

    /// <summary>Stops the process and what it has started.</summary>
    public void Kill()
    {
        _isStopped = true;
        if (!_processExited.Task.IsCompleted)
        {
            _tree.Kill();
        }
    }

    /// <summary>Stops the process: a runtime of the laptop by itself, as there is no further event, and a program at once, as Lambda does.</summary>
    public async Task StopAsync()
    {
        _isStopped = true;
        _api.End();
        if (_isProgram || !await _processExited.Task.EndsInAsync(StopLimit, _timeProvider))
        {
            Kill();
        }

        await Exit.EndsInAsync(StopLimit, TimeProvider.System);
    }

    private async Task<InvocationResult> TimedOutAsync(PendingInvocation invocation, string error)
    {
        if (invocation.Complete(InvocationResult.Failed(error)))
        {
            Kill();
            await Exit.EndsInAsync(StopLimit, TimeProvider.System);
        }

        return await invocation.Answer;
    }

    private async Task<ChildExit> WatchAsync(Task output, Action<ChildExit> onExit)
    {
        await _processExited.Task;
        int exitCode = _process.ExitCode;

        // What it left behind.
        _tree.Kill();
        await _api.DisposeAsync();
        await output.EndsInAsync(OutputLimit, TimeProvider.System);
        var exit = new ChildExit(exitCode, _api.InitError ?? HowEnded(exitCode), _api.InitError is not null, _api.Requests > 0, _isStopped);
        onExit(exit);
        _process.Dispose();
        return exit;
    }

    private string HowEnded(int exitCode) => exitCode switch
    {
        0 => "Runtime exited without providing a reason",
        NotExecutableStatus when _isProgram => $"Runtime exited with error: exit status {NotExecutableStatus}, the command is not executable",
        CommandNotFoundStatus when _isProgram => $"Runtime exited with error: exit status {CommandNotFoundStatus}, command not found",
        _ => $"Runtime exited with error: exit status {exitCode}",
    };
}
