using System.Net;
using Amazon.Runtime;
using SqsLambda.Simulation.Invariants;
using SqsLambda.Simulation.Scenarios;

namespace SqsLambda.Simulation.Lambda;

/// <summary>The services that a process calls.</summary>
internal enum Service
{
    Store,
    Queue,
    Effects,
}

/// <summary>
/// The way of each call from a process to a service outside and back. A call has a request, an effect at the service and an answer. Each may be slow or
/// lost, and the process may end at each step.
/// </summary>
internal sealed class OutsideCalls(World world, SimulatedProcess process)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(120);

    /// <summary>Calls without an answer so far.</summary>
    public int Open { get; private set; }

    /// <summary>Makes a call.</summary>
    /// <param name="service">The service.</param>
    /// <param name="name">What is called, for the trace.</param>
    /// <param name="effect">What the service does. Its exception is the answer.</param>
    /// <param name="token">Ends the wait for the answer.</param>
    public Task<T> MakeAsync<T>(Service service, string name, Func<T> effect, CancellationToken token)
    {
        if (!process.HasEnded && world.Faults.Happens(FaultKind.CrashBeforeCall))
        {
            process.End($"it crashed before it called {name}");
        }

        var call = new Call<T>(this, service, name, effect);
        if (process.HasEnded)
        {
            return call.Answer;
        }

        world.Figures.Count(Figure.OutsideCalls);
        Open++;
        call.Send(token);
        return call.Answer;
    }

    private bool Fault(FaultKind kind, Service service)
    {
        bool happens = world.Faults.Happens(kind);
        process.StoreFaults += happens && service == Service.Store ? 1 : 0;
        return happens;
    }

    private bool IsDown(Service service)
    {
        if (service != Service.Store)
        {
            return false;
        }

        if (world.Now >= world.StoreIsDownUntil && Fault(FaultKind.StoreDown, service))
        {
            world.StoreIsDownUntil = world.Now + world.Latency.UpTo(world.Settings.FunctionTimeout * 2);
        }

        bool isDown = world.Now < world.StoreIsDownUntil && !world.Faults.AreOver;
        process.StoreFaults += isDown ? 1 : 0;
        return isDown;
    }

    private void Do(TimeSpan delay, Action action)
    {
        if (delay == TimeSpan.Zero)
        {
            action();
            return;
        }

        world.Events.After(delay, action);
    }

    private TimeSpan Time(FaultKind slow, Service service)
    {
        TimeSpan usual = world.Latency.UpTo(world.Settings.CallTime);
        return Fault(slow, service) ? usual + world.Latency.UpTo(world.Settings.FunctionTimeout * world.Latency.Pick(0.1, 1, 3)) : usual;
    }

    private sealed class Call<T>(OutsideCalls calls, Service service, string name, Func<T> effect)
    {
        private readonly TaskCompletionSource<T> _answer = new();
        private CancellationTokenRegistration _registration;

        public Task<T> Answer => _answer.Task;

        public void Send(CancellationToken token)
        {
            bool isLost = calls.Fault(FaultKind.RequestLost, service);
            bool endsProcess = calls.Fault(FaultKind.CrashAfterRequest, service);
            bool heedsToken = token.CanBeCanceled && !calls.Fault(FaultKind.TokenIgnored, service);
            calls.Do(calls.Time(FaultKind.SlowRequest, service), isLost ? LoseRequest : Arrive);
            if (endsProcess)
            {
                calls.EndProcess($"it crashed after it had sent {name}");
            }

            if (heedsToken && !_answer.Task.IsCompleted)
            {
                _registration = token.UnsafeRegister(static (call, token) => ((Call<T>)call!).Cancel(token), this);
            }
        }

        private void LoseRequest() => LoseAnswer("the request is lost");

        private void Arrive()
        {
            T? result = default;
            Exception? failure = null;
            if (calls.IsDown(service) || calls.Fault(FaultKind.CallError, service))
            {
                calls.Tell($"{name}: the call fails");
                failure = Error(service);
            }
            else
            {
                try
                {
                    result = effect();
                }
                catch (AmazonServiceException exception)
                {
                    calls.Tell($"{name}: {exception.ErrorCode}");
                    calls.CheckValid(exception);
                    failure = exception;
                }

                if (failure is null && calls.Fault(FaultKind.ErrorAfterEffect, service))
                {
                    calls.Tell($"{name}: the call succeeds and reports an error");
                    failure = Error(service);
                }
            }

            if (calls.Fault(FaultKind.CrashBeforeAnswer, service))
            {
                calls.EndProcess($"it crashed before the answer of {name}");
            }
            else if (calls.Fault(FaultKind.AnswerLost, service))
            {
                LoseAnswer("the answer is lost");
            }
            else
            {
                calls.Do(calls.Time(FaultKind.SlowAnswer, service), () => calls.Run(() => End(result!, failure)));
            }
        }

        private void LoseAnswer(string what)
        {
            calls.Tell($"{name}: {what}");
            calls.Do(Silence, () => calls.Run(() => End(default!, new TimeoutException($"{name} did not answer."))));
        }

        private void Cancel(CancellationToken token)
        {
            if (_answer.TrySetCanceled(token))
            {
                calls.Open--;
            }
        }

        private void End(T result, Exception? failure)
        {
            _registration.Dispose();
            if (failure is null ? _answer.TrySetResult(result) : _answer.TrySetException(failure))
            {
                calls.Open--;
            }
        }
    }

    private static Exception Error(Service service) => service == Service.Store
        ? new AmazonServiceException("The service is not available.", ErrorType.Receiver, "InternalServerError", "r-1", HttpStatusCode.InternalServerError)
        : new HttpRequestException("The connection was reset.");

    private void CheckValid(AmazonServiceException exception) => world.Verdict.Require(
        exception.ErrorCode is not ("ValidationException" or "IdempotentParameterMismatchException"), Invariant.ValidRequest, "requests are valid", () => exception.Message);

    private void EndProcess(string why) => process.End(why);

    private void Run(Action action) => process.Run(action);

    private void Tell(string what) => world.Trace?.Write(world.Events, process.Name, what);
}
