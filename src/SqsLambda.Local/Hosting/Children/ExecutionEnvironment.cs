using System.ComponentModel;
using System.Diagnostics;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Hosting.Children;

/// <summary>
/// A process of a function, with the function's own dependencies, runtime configuration and environment. It handles one event at a time. It is started with
/// the first event. When it ends, its invocation fails, and the next one starts it again, as Lambda does.
/// </summary>
internal sealed class ExecutionEnvironment : IAsyncDisposable
{
    // Exit codes of a shell.
    private const int NotExecutableStatus = 126;
    private const int CommandNotFoundStatus = 127;
    private const int InterruptedStatus = 130;

    // Lambda Developer Guide, "Lambda execution environment lifecycle": the init phase.
    private static readonly TimeSpan InitLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(3);

    private readonly FunctionDescription _function;
    private readonly IReadOnlyDictionary<string, string> _variables;
    private readonly FunctionLog _log;
    private readonly RuntimeApiServer _api;
    private readonly Action<string> _notify;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;
    private readonly Lock _lock = new();
    private Process? _process;
    private int _processNumber;
    private int _timedOutNumber;
    private int _requestsBeforeStart;
    private int _isMissingRuntimeTold;
    private bool _isEnding;

    private ExecutionEnvironment(
        FunctionDescription function,
        IReadOnlyDictionary<string, string> variables,
        FunctionLog log,
        RuntimeApiServer api,
        Action<string> notify,
        TimeProvider timeProvider)
    {
        (_function, _variables, _log, _api, _notify, _timeProvider) = (function, variables, log, api, notify, timeProvider);
        _timeout = TimeSpan.FromSeconds(function.TimeoutSeconds);
    }

    /// <summary>Opens the environment. Its process is not started yet.</summary>
    /// <param name="function">The function.</param>
    /// <param name="variables">Its environment variables, beside those of this process.</param>
    /// <param name="log">What the process writes.</param>
    /// <param name="notify">Is given a line for the user: that the process ended by itself, and how, and which feature it asked for and did not get.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<ExecutionEnvironment> OpenAsync(
        FunctionDescription function,
        IReadOnlyDictionary<string, string> variables,
        FunctionLog log,
        Action<string> notify,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        RuntimeApiServer api = await RuntimeApiServer.StartAsync(
            function.Arn,
            TimeSpan.FromSeconds(function.TimeoutSeconds),
            new RuntimeApiOptions { Notify = notify, AsksForOutcomes = function.Program is null },
            timeProvider,
            cancellationToken);
        return new(function, variables, log, api, notify, timeProvider);
    }

    /// <summary>Invokes the function once and never throws. To be called again when that has ended. A process that does not answer in time is ended, as in Lambda.</summary>
    /// <inheritdoc cref="IRunningFunction.InvokeAsync" path="/param"/>
    public async Task<InvocationResult> InvokeAsync(byte[] payload, CancellationToken cancellationToken)
    {
        PendingInvocation invocation;
        try
        {
            invocation = Begin(payload);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            return InvocationResult.Failed($"The process could not be started: {exception.Message}");
        }

        try
        {
            using CancellationTokenRegistration _ = cancellationToken.Register(invocation.GiveUp);
            if (!await Task.WhenAny(invocation.Taken, invocation.Answer).EndsInAsync(InitLimit + _timeout, _timeProvider))
            {
                TellMissingRuntime();
                return TimedOut(invocation, $"Init timed out after {(InitLimit + _timeout).TotalSeconds:F2} seconds");
            }

            return await invocation.Answer.EndsInAsync(_timeout, _timeProvider)
                ? await invocation.Answer
                : TimedOut(invocation, $"Task timed out after {_timeout.TotalSeconds:F2} seconds");
        }
        finally
        {
            _api.Remove(invocation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Process? process;
        lock (_lock)
        {
            _isEnding = true;
            process = _process;
        }

        if (process is not null && _function.Program is not null)
        {
            // As Lambda does. A runtime of another language does not know that there can be no further event.
            Kill(process);
        }

        _api.End();
        if (process is not null)
        {
            if (!await process.WaitForExitAsync().EndsInAsync(EndLimit, _timeProvider))
            {
                Kill(process);
            }

            process.Dispose();
        }

        await _api.DisposeAsync();
    }

    private InvocationResult TimedOut(PendingInvocation invocation, string error)
    {
        invocation.Complete(InvocationResult.Failed(error));
        lock (_lock)
        {
            if (_process is not null && _processNumber == invocation.Process)
            {
                // Its end is told by the timeout. The next event does not wait for it.
                _timedOutNumber = _processNumber;
                Kill(_process);
                _process = null;
            }
        }

        return invocation.Answer.GetAwaiter().GetResult();
    }

    private PendingInvocation Begin(byte[] payload)
    {
        lock (_lock)
        {
            if (_isEnding)
            {
                throw new InvalidOperationException("the laptop ends");
            }

            if (_process is null or { HasExited: true })
            {
                _process = Start(++_processNumber);
            }

            var invocation = new PendingInvocation(Guid.NewGuid().ToString(), payload, _processNumber);
            _api.Add(invocation);
            return invocation;
        }
    }

    private Process Start(int number)
    {
        var process = new Process { StartInfo = ChildStart.Of(_function, _api.Host, _variables), EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Log(line.Data);
        process.ErrorDataReceived += (_, line) => Log(line.Data);
        process.Exited += (_, _) => OnExited(process, number);
        _requestsBeforeStart = _api.Requests;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (process.StartInfo.RedirectStandardInput)
        {
            process.StandardInput.Close();
        }

        return process;
    }

    private void Log(string? line)
    {
        if (line is not null)
        {
            _log.WriteLine(line);
        }
    }

    private void OnExited(Process process, int number)
    {
        bool isExpected, hasAsked;
        string how;
        lock (_lock)
        {
            isExpected = _isEnding || number == _timedOutNumber || IsInterrupted(process);
            how = _api.TakeInitError() ?? HowEnded(process);
            hasAsked = _api.Requests > _requestsBeforeStart;
        }

        PendingInvocation[] lost = [.. _api.PendingOf(number).Where(static invocation => !invocation.Answer.IsCompleted)];
        if (!isExpected)
        {
            string logHint = _log.IsShown ? "" : "; --log shows what it wrote";
            _notify($"{how.TrimEnd('.')}. The process is started again with the next batch{logHint}.");
            if (process.ExitCode == 0 && !hasAsked)
            {
                TellMissingRuntime();
            }
        }

        foreach (PendingInvocation invocation in lost)
        {
            invocation.Complete(InvocationResult.Failed(how));
        }
    }

    // The likeliest first mistake with a program: a file with a handler and nothing that calls it.
    private void TellMissingRuntime()
    {
        if (_function.Program is not null && Interlocked.Exchange(ref _isMissingRuntimeTold, 1) == 0)
        {
            _notify("The program did not ask for an event (GET http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next). "
                + "A file with a handler needs a runtime client that calls it, such as awslambdaric.");
        }
    }

    // Ctrl-C in the laptop's terminal, which not every program ignores: the run ends, too.
    private bool IsInterrupted(Process process) => _function.Program is not null && process.ExitCode == InterruptedStatus;

    private string HowEnded(Process process) => process.ExitCode switch
    {
        0 => "Runtime exited without providing a reason",
        NotExecutableStatus when _function.Program is not null => $"Runtime exited with error: exit status {NotExecutableStatus}, the command is not executable",
        CommandNotFoundStatus when _function.Program is not null => $"Runtime exited with error: exit status {CommandNotFoundStatus}, command not found",
        var status => $"Runtime exited with error: exit status {status}",
    };

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
    }
}
