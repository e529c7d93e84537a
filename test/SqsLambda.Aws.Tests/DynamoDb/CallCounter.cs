namespace SqsLambda.Aws.Tests.DynamoDb;

/// <summary>Counts what goes over the wire, by operation.</summary>
public sealed class CallCounter : DelegatingHandler
{
    private readonly Lock _lock = new();
    private readonly List<string> _calls = [];

    /// <summary>The operations in the order in which they were called.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _calls.Clear();
        }
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _calls.Add(request.Headers.GetValues("X-Amz-Target").Single().Split('.')[^1]);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
