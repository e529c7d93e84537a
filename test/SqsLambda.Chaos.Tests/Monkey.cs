using SqsLambda.Chaos.Tests.Database;
using SqsLambda.Chaos.Tests.Functions;

namespace SqsLambda.Chaos.Tests;

/// <summary>Kills, stops and continues functions and the database, and resets connections. A seed draws what happens next.</summary>
internal sealed class Monkey(IReadOnlyList<ExecutionEnvironment> functions, RestartableDynamoDb database, Chance chance, Figures figures)
{
    private const int MaxMoves = 12;
    private const double FunctionStop = 0.25;
    private const double ConnectionReset = 0.3;
    private const double DatabaseKill = 0.15;
    private const double DatabaseStop = 0.15;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ShortestStop = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestFunctionStop = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestDatabaseStop = TimeSpan.FromSeconds(4);

    private readonly List<Task> _functionStops = [];
    private TaskCompletionSource<ExecutionEnvironment> _nextMove = NewMove();
    private Task _databaseFault = Task.CompletedTask;

    /// <summary>Tells that a function has got a batch, or that a call of it to the database or its answer has moved on.</summary>
    public void OnMove(ExecutionEnvironment function) => Interlocked.Exchange(ref _nextMove, NewMove()).TrySetResult(function);

    /// <summary>Strikes once: kills a function in the middle of a batch, and perhaps does more.</summary>
    /// <param name="feed">Sends the messages that are processed meanwhile.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task StrikeAsync(Action feed, CancellationToken cancellationToken)
    {
        Task<ExecutionEnvironment> move = NextMoveAsync();
        feed();
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
            _functionStops.Add(StopAsync(await SomeMoveAsync(move, cancellationToken)));
        }

        while (!(await SomeMoveAsync(move, cancellationToken)).KillIfBusy())
        {
            move = NextMoveAsync();
        }

        figures.Add(Figure.FunctionKills);
    }

    /// <summary>Waits until everything runs again.</summary>
    public Task CalmAsync() => Task.WhenAll([.. _functionStops, _databaseFault]);

    private static TaskCompletionSource<ExecutionEnvironment> NewMove() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<ExecutionEnvironment> NextMoveAsync() => Volatile.Read(ref _nextMove).Task;

    /// <summary>Waits for a moment in the work of the functions.</summary>
    /// <param name="next">The next move.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The function whose work has just moved on.</returns>
    private async Task<ExecutionEnvironment> SomeMoveAsync(Task<ExecutionEnvironment> next, CancellationToken cancellationToken)
    {
        for (int moves = chance.Number(0, MaxMoves); moves > 0; moves--)
        {
            await next.WaitAsync(cancellationToken);
            next = NextMoveAsync();
        }

        ExecutionEnvironment function = await next.WaitAsync(cancellationToken);
        await Task.Delay(chance.Time(Shortest, LongestWait), cancellationToken);
        return function;
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
