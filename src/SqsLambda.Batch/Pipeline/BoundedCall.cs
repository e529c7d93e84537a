namespace SqsLambda.Batch.Pipeline;

/// <summary>Makes a call to a store or a queue, and limits its time even if the implementation ignores its token.</summary>
internal static class BoundedCall
{
    private static readonly TimeSpan MaxGrace = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Makes a call. At the limit its token is cancelled. If the call does not end within a quarter of the limit after that, at most 250 ms, it
    /// is abandoned. This method never throws.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="limit">The time limit. If it is zero or less, the call is not made.</param>
    /// <param name="timeProvider">The clock.</param>
    public static async ValueTask<CallResult<TResult>> MakeAsync<TArgument, TResult>(
        Func<TArgument, CancellationToken, ValueTask<TResult>> call, TArgument argument, TimeSpan limit, TimeProvider timeProvider)
    {
        if (limit <= TimeSpan.Zero)
        {
            return default;
        }

        using var token = new TimedToken(timeProvider);
        Task<TResult> task;
        try
        {
            ValueTask<TResult> pending = call(argument, token.Token);
            if (pending.IsCompleted)
            {
                return new(await pending.ConfigureAwait(false));
            }

            task = pending.AsTask();
        }
        catch (Exception exception)
        {
            return new(exception);
        }

        TimeSpan grace = limit / 4 < MaxGrace ? limit / 4 : MaxGrace;
        token.CancelAfter(limit);
        await TimedWait.EndAsync(task, limit + grace, timeProvider).ConfigureAwait(false);
        if (!task.IsCompleted)
        {
            Observe(task);
            return new(task);
        }

        // A call that was cancelled at the limit has no answer.
        return task.IsCanceled && token.Token.IsCancellationRequested ? default : Ended(task);
    }

    private static CallResult<TResult> Ended<TResult>(Task<TResult> task)
    {
        try
        {
            return new(task.GetAwaiter().GetResult());
        }
        catch (Exception exception)
        {
            return new(exception);
        }
    }

    private static void Observe(Task task) => task.ContinueWith(
        static task => _ = task.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}

/// <summary>How a call ended: with a value, with an exception, or without an answer.</summary>
internal readonly record struct CallResult<TResult>
{
    public CallResult(TResult value)
    {
        Value = value;
        HasValue = true;
    }

    public CallResult(Exception exception) => Exception = exception;

    public CallResult(Task<TResult> abandoned) => Abandoned = abandoned;

    public bool HasValue { get; }

    public TResult? Value { get; }

    public Exception? Exception { get; }

    /// <summary>The call, if it was abandoned and may still run.</summary>
    public Task<TResult>? Abandoned { get; }
}
