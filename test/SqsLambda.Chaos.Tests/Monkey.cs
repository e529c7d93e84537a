using SqsLambda.Chaos.Tests.Database;
using SqsLambda.Chaos.Tests.Functions;
using SqsLambda.Chaos.Tests.Model;

namespace SqsLambda.Chaos.Tests;

/// <summary>Kills, stops and continues functions and the database, and resets connections. A seed draws what happens next.</summary>
internal sealed class Monkey(
    IReadOnlyList<ExecutionEnvironment> functions, IRestartable database, OrderSource orders, Chance chance, Figures figures)
{
    private const int OrdersPerRefill = 10;
    private const int MaxMoves = 12;
    private const double FunctionStop = 0.25;
    private const double LastCall = 0.3;
    private const double ConnectionReset = 0.3;
    private const double DatabaseKill = 0.1;
    private const double DatabaseStop = 0.1;

    private static readonly TimeSpan RefillAfter = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ShortestStop = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestFunctionStop = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan LongestDatabaseStop = TimeSpan.FromSeconds(4);

    private readonly List<Task> _functionStops = [];
    private TaskCompletionSource<ExecutionEnvironment> _nextMove = NewSource();
    private TaskCompletionSource<ExecutionEnvironment>? _lastCall;
    private Task _databaseFault = Task.CompletedTask;

    /// <summary>Tells that a function has got a batch, or that a call of it to the database or its answer has moved on.</summary>
    public void OnMove(ExecutionEnvironment function) => Interlocked.Exchange(ref _nextMove, NewSource()).TrySetResult(function);

    /// <summary>Whether a call that records orders is to arrive late, because its caller is killed now.</summary>
    public bool IsLastCall(ExecutionEnvironment caller) => Interlocked.Exchange(ref _lastCall, null)?.TrySetResult(caller) == true;

    /// <summary>Strikes once: kills a function in the middle of a batch, and perhaps does more.</summary>
    public async Task StrikeAsync(CancellationToken cancellationToken)
    {
        if (chance.Is(ConnectionReset))
        {
            figures.Add(Figure.ConnectionsReset);
            chance.OneOf(functions).Network.Reset();
        }

        if (_databaseFault.IsCompleted)
        {
            await _databaseFault;
            _databaseFault = chance.Is(DatabaseKill) ? RestartDatabaseAsync() : chance.Is(DatabaseStop) ? StopDatabaseAsync() : Task.CompletedTask;
        }

        if (chance.Is(FunctionStop))
        {
            _functionStops.Add(StopAsync(await SomeMoveAsync(cancellationToken)));
        }

        ExecutionEnvironment victim = await (chance.Is(LastCall) ? SomeLastCallAsync(cancellationToken) : SomeMoveAsync(cancellationToken));
        while (!victim.KillIfBusy())
        {
            victim = await SomeMoveAsync(cancellationToken);
        }

        figures.Add(Figure.FunctionKills);
    }

    /// <summary>Waits until the database and all functions run again.</summary>
    public Task RestAsync() => Task.WhenAll([.. _functionStops, _databaseFault]);

    private static TaskCompletionSource<ExecutionEnvironment> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits for a moment in the work of the functions.</summary>
    /// <returns>The function whose work has just moved on.</returns>
    private async Task<ExecutionEnvironment> SomeMoveAsync(CancellationToken cancellationToken)
    {
        for (int moves = chance.Number(0, MaxMoves); moves > 0; moves--)
        {
            await WaitAsync(Volatile.Read(ref _nextMove).Task, cancellationToken);
        }

        ExecutionEnvironment function = await WaitAsync(Volatile.Read(ref _nextMove).Task, cancellationToken);
        await Task.Delay(chance.Time(Shortest, LongestWait), cancellationToken);
        return function;
    }

    /// <summary>Waits for a call that records orders. The network keeps it for a while.</summary>
    /// <returns>The function that called.</returns>
    private async Task<ExecutionEnvironment> SomeLastCallAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource<ExecutionEnvironment> lastCall = _lastCall = NewSource();
        return await WaitAsync(lastCall.Task, cancellationToken);
    }

    /// <summary>Waits for something that happens only while there are messages.</summary>
    private async Task<ExecutionEnvironment> WaitAsync(Task<ExecutionEnvironment> something, CancellationToken cancellationToken)
    {
        while (await Task.WhenAny(something, Task.Delay(RefillAfter, cancellationToken)) != something)
        {
            cancellationToken.ThrowIfCancellationRequested();
            orders.Refill(OrdersPerRefill);
        }

        return await something;
    }

    private async Task StopAsync(ExecutionEnvironment function)
    {
        figures.Add(Figure.FunctionStops);
        function.Stop();
        await Task.Delay(chance.Time(ShortestStop, LongestFunctionStop));
        function.Continue();
    }

    private async Task RestartDatabaseAsync()
    {
        await Task.Delay(chance.Time(Shortest, LongestWait));
        figures.Add(Figure.DatabaseKills);
        await database.RestartAsync();
    }

    private async Task StopDatabaseAsync()
    {
        figures.Add(Figure.DatabaseStops);
        database.Stop();
        await Task.Delay(chance.Time(ShortestStop, LongestDatabaseStop));
        database.Continue();
    }
}
