namespace SqsLambda.Benchmarks;

/// <summary>Adds to each call what a network adds, and counts the calls.</summary>
internal sealed class SlowWire(TimeSpan latency) : DelegatingHandler
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        await Task.Delay(latency, cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }
}
