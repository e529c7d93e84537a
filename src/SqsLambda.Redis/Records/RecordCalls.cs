using SqsLambda.Redis.Connection;
using StackExchange.Redis;

namespace SqsLambda.Redis.Records;

/// <summary>A script for one key.</summary>
internal readonly record struct RecordCall(RecordScript Script, RedisKey Key, RedisValue[] Arguments);

/// <summary>The answer for one key: a value or an error.</summary>
internal readonly record struct RecordAnswer(RedisResult? Value, RedisError? Error);

/// <summary>
/// Makes the calls of one call of the store. All are sent at once, so that they cost one round trip. A script that a server does not know costs one
/// more. If the connection breaks, or nothing is answered in time, the calls are made once more on a new connection: for the same owner, they may
/// be repeated.
/// </summary>
internal sealed class RecordCalls(RedisLink link, string server, TimeProvider timeProvider, CancellationToken cancellationToken)
{
    private const int MaxAttempts = 2;

    // Redis answers within a millisecond. What takes this long is a connection that broke in silence, as in a freeze of the execution environment.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AnswerTimePerKey = TimeSpan.FromMilliseconds(1);

    /// <summary>Makes the calls.</summary>
    /// <exception cref="RedisIdempotencyException">All calls failed, and another attempt may succeed.</exception>
    public async Task<RecordAnswer[]> MakeAsync(RecordCall[] calls)
    {
        var answers = new RecordAnswer[calls.Length];
        int[] open = [.. Enumerable.Range(0, calls.Length)];
        for (int attempt = 1; attempt <= MaxAttempts && open.Length > 0; attempt++)
        {
            IConnectionMultiplexer connection;
            try
            {
                connection = await link.OpenAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Place(RedisError.Of(exception, server), open, answers);
                break;
            }

            using var limit = new CancellationTokenSource(AnswerTimeout + (AnswerTimePerKey * open.Length), timeProvider);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            open = await AttemptAsync(connection, calls, open, answers, linked.Token).ConfigureAwait(false);
        }

        ThrowIfAllFailed(answers);
        return answers;
    }

    /// <returns>The calls that another connection may answer.</returns>
    private async Task<int[]> AttemptAsync(IConnectionMultiplexer connection, RecordCall[] calls, int[] open, RecordAnswer[] answers, CancellationToken token)
    {
        IDatabase database = connection.GetDatabase();
        await AskAsync(
            call => database.ScriptEvaluateAsync(call.Script.Hash, [call.Key], call.Arguments), calls, open, answers, token).ConfigureAwait(false);
        int[] unknown = Array.FindAll(open, index => answers[index].Error?.Remedy == Remedy.SendScript);
        if (unknown.Length > 0)
        {
            // EVAL makes the server keep the script, too.
            await AskAsync(
                call => database.ScriptEvaluateAsync(call.Script.Text, [call.Key], call.Arguments, CommandFlags.NoScriptCache),
                calls, unknown, answers, token).ConfigureAwait(false);
        }

        int[] lost = Array.FindAll(open, index => answers[index].Error?.Remedy == Remedy.TryNewConnection);
        if (lost.Length == open.Length || !connection.IsConnected)
        {
            // On a cluster, one server that is down must not cost the connections to the others.
            link.GiveUp(connection);
        }

        return cancellationToken.IsCancellationRequested ? [] : lost;
    }

    private async Task AskAsync(
        Func<RecordCall, Task<RedisResult>> send, RecordCall[] calls, int[] open, RecordAnswer[] answers, CancellationToken token)
    {
        Task<RedisResult>[] sent = Array.ConvertAll(open, index => Send(send, calls[index]));
        try
        {
            Task all = Task.WhenAll(sent);
            Abandoned.Observe(all);
            await all.WaitAsync(token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Each call has its own answer.
        }

        for (int i = 0; i < sent.Length; i++)
        {
            answers[open[i]] = AnswerOf(sent[i]);
        }
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
