using SqsLambda.Redis.Connection;
using StackExchange.Redis;

namespace SqsLambda.Redis.Records;

/// <summary>A script for one key.</summary>
internal readonly record struct RecordCall(RecordScript Script, RedisKey Key, RedisValue[] Arguments);

/// <summary>The answer for one key: a value or an error.</summary>
internal readonly record struct RecordAnswer(RedisResult? Value, RedisError? Error);

/// <summary>
/// Makes the calls of one call of the store. All are sent at once, so that they cost one round trip. A script that a server does not know costs one
/// more. If the connection breaks, or a call is not answered in time, it is made once more on a new connection: for the same owner, it may be
/// repeated.
/// </summary>
internal sealed class RecordCalls(RedisLink link, string server, TimeProvider timeProvider, CancellationToken cancellationToken)
{
    private const int MaxAttempts = 2;

    // Redis answers within a millisecond. What takes this long is a connection that broke in silence, as in a freeze of the execution environment.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerTimePerKey = TimeSpan.FromMilliseconds(1);

    /// <summary>Makes the calls.</summary>
    /// <exception cref="RedisIdempotencyException">All calls failed, and another attempt may succeed.</exception>
    /// <exception cref="ObjectDisposedException">The store is disposed of.</exception>
    public async Task<RecordAnswer[]> MakeAsync(RecordCall[] calls)
    {
        var answers = new RecordAnswer[calls.Length];
        int[] open = [.. Enumerable.Range(0, calls.Length)];
        Task<IConnectionMultiplexer>? opening = link.OpenAsync();
        for (int attempt = 1; opening is not null; attempt++)
        {
            IConnectionMultiplexer connection;
            try
            {
                connection = await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not ObjectDisposedException)
            {
                Place(RedisError.Of(exception, server), open, answers);
                break;
            }

            int asked = open.Length;
            open = await AttemptAsync(connection, calls, open, answers).ConfigureAwait(false);
            if (open.Length == 0 || cancellationToken.IsCancellationRequested)
            {
                break;
            }

            link.GiveUp(connection);
            opening = attempt < MaxAttempts ? link.OpenNextAsync(connection) : null;
            if (opening is not null && open.Length < asked && RedisLink.HasSeveralServers(connection))
            {
                opening = await IsOpenInTimeAsync(opening).ConfigureAwait(false) ? opening : null;
            }
        }

        ThrowIfAllFailed(answers);
        return answers;
    }

    // What other servers of a cluster have answered must not wait long for what one of them has not.
    private async Task<bool> IsOpenInTimeAsync(Task opening)
    {
        await opening.WaitAsync(AnswerTimeout, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return opening.IsCompletedSuccessfully;
    }

    /// <returns>The calls that another connection may answer.</returns>
    private async Task<int[]> AttemptAsync(IConnectionMultiplexer connection, RecordCall[] calls, int[] open, RecordAnswer[] answers)
    {
        using var limit = new CancellationTokenSource(AnswerTimeout + (AnswerTimePerKey * open.Length), timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        IDatabase database = connection.GetDatabase();
        Task all = await AskAsync(
            call => database.ScriptEvaluateAsync(call.Script.Hash, [call.Key], call.Arguments), calls, open, answers, linked.Token).ConfigureAwait(false);
        int[] unknown = Array.FindAll(open, index => answers[index].Error?.Remedy == Remedy.SendScript);
        if (unknown.Length > 0)
        {
            // EVAL makes the server keep the script, too.
            all = await AskAsync(
                call => database.ScriptEvaluateAsync(call.Script.Text, [call.Key], call.Arguments, CommandFlags.NoScriptCache),
                calls, unknown, answers, linked.Token).ConfigureAwait(false);
        }

        if (cancellationToken.IsCancellationRequested)
        {
            // The caller had too little time to say whether the connection is broken. Others may use it.
            link.GiveUpOnTimeout(connection, all);
        }

        return Array.FindAll(open, index => answers[index].Error?.Remedy == Remedy.TryNewConnection);
    }

    /// <returns>All calls. They may not be answered yet.</returns>
    private async Task<Task> AskAsync(
        Func<RecordCall, Task<RedisResult>> send, RecordCall[] calls, int[] open, RecordAnswer[] answers, CancellationToken token)
    {
        Task<RedisResult>[] sent = Array.ConvertAll(open, index => Send(send, calls[index]));
        Task all = Task.WhenAll(sent);
        Abandoned.Observe(all);

        // Each call has its own answer.
        await all.WaitAsync(token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (int i = 0; i < sent.Length; i++)
        {
            answers[open[i]] = AnswerOf(sent[i]);
        }

        return all;
    }

    // If there is no connection, the client may throw instead of returning a task.
    private static Task<RedisResult> Send(Func<RecordCall, Task<RedisResult>> send, RecordCall call)
    {
        try
        {
            return send(call);
        }
        catch (Exception exception)
        {
            return Task.FromException<RedisResult>(exception);
        }
    }

    private RecordAnswer AnswerOf(Task<RedisResult> sent)
    {
        if (!sent.IsCompleted)
        {
            Abandoned.Observe(sent);
            return new(Value: null, RedisError.NoAnswer(server));
        }

        return sent.IsCompletedSuccessfully
            ? new(sent.Result, Error: null)
            : new(Value: null, RedisError.Of(sent.Exception?.InnerException ?? new TaskCanceledException(sent), server));
    }

    private static void Place(RedisError error, int[] open, RecordAnswer[] answers)
    {
        foreach (int index in open)
        {
            answers[index] = new(Value: null, error);
        }
    }

    private static void ThrowIfAllFailed(RecordAnswer[] answers)
    {
        if (answers is [{ Error: { } error }, ..] && Array.TrueForAll(answers, static answer => answer.Error is { Remedy: not Remedy.None }))
        {
            throw new RedisIdempotencyException(error.Reason, error.Cause);
        }
    }
}
