namespace SqsLambda.Local.Mapping;

/// <summary>Combines several observers. They are called in order.</summary>
internal sealed class MappingObservers(params IEventSourceMappingObserver[] observers) : IEventSourceMappingObserver
{
    public void OnPolled(IReadOnlyList<PolledMessage> messages) => ForEach(messages, static (observer, polled) => observer.OnPolled(polled));

    public void OnPollFailed(string reason) => ForEach(reason, static (observer, why) => observer.OnPollFailed(why));

    public void OnFilteredOut(IReadOnlyList<PolledMessage> messages) => ForEach(messages, static (observer, dropped) => observer.OnFilteredOut(dropped));

    public void OnForgotten(IReadOnlyList<PolledMessage> messages) => ForEach(messages, static (observer, forgotten) => observer.OnForgotten(forgotten));

    public void OnInvoked(IReadOnlyList<PolledMessage> batch) => ForEach(batch, static (observer, invoked) => observer.OnInvoked(invoked));

    public void OnOddResponse(string warning) => ForEach(warning, static (observer, odd) => observer.OnOddResponse(odd));

    public void OnThrottled(IReadOnlyList<PolledMessage> batch, string? cause) =>
        ForEach((batch, cause), static (observer, throttled) => observer.OnThrottled(throttled.batch, throttled.cause));

    public void OnDeleted(IReadOnlyList<PolledMessage> messages) => ForEach(messages, static (observer, deleted) => observer.OnDeleted(deleted));

    public void OnReturned(IReadOnlyList<PolledMessage> messages, string? batchFailure) =>
        ForEach((messages, batchFailure), static (observer, returned) => observer.OnReturned(returned.messages, returned.batchFailure));

    public void OnNotDeleted(PolledMessage message, string reason) =>
        ForEach((message, reason), static (observer, left) => observer.OnNotDeleted(left.message, left.reason));

    private void ForEach<T>(T what, Action<IEventSourceMappingObserver, T> tell)
    {
        foreach (IEventSourceMappingObserver observer in observers)
        {
            tell(observer, what);
        }
    }
}
