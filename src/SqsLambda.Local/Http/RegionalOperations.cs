using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http;

/// <summary>The operations of SQS in each region.</summary>
internal sealed class RegionalOperations
{
    // A client may invent any number of names.
    private const int MaxTold = 10;

    private readonly SqsRegions _regions;
    private readonly Action<string> _notify;
    private readonly CancellationToken _stopping;
    private readonly Operations _default;
    private readonly ConcurrentDictionary<string, Operations> _byRegion = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Operations>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.Ordinal);

    public RegionalOperations(SqsRegions regions, Action<string> notify, CancellationToken stopping)
    {
        _regions = regions;
        _notify = notify;
        _stopping = stopping;
        _default = In(regions.Default);
        _byText = _byRegion.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The operations in the region of a request; in the default region if it says none.</summary>
    /// <exception cref="SqsException">It is one region more than the endpoint keeps.</exception>
    public Operations Of(HttpRequest request)
    {
        ReadOnlySpan<char> region = RequestRegion.Of(request);
        if (region.IsEmpty)
        {
            TellUnknownRegion(request);
            return _default;
        }

        return _byText.TryGetValue(region, out Operations? known) ? known : In(_regions.In(region.ToString()));
    }

    // A mistyped region would find the queues of the default region, and on AWS nothing.
    private void TellUnknownRegion(HttpRequest request)
    {
        if (RequestRegion.UnknownOf(request) is { IsEmpty: false } unknown && _told.Count < MaxTold && _told.TryAdd(unknown.ToString(), true))
        {
            _notify($"A client signs for the region '{unknown}', which is no name of a region: it gets the queues of {_regions.Default.Region}.");
        }
    }

    private Operations In(SqsService service) => _byRegion.GetOrAdd(service.Region, static (_, created) => new Operations(created.service, created.stopping), (service, stopping: _stopping));
}
