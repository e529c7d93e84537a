using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http;

/// <summary>The operations of SQS in each region.</summary>
internal sealed class RegionalOperations
{
    private readonly SqsRegions _regions;
    private readonly Action<string> _notify;
    private readonly CancellationToken _stopping;
    private readonly Operations _default;
    private readonly ConcurrentDictionary<string, Operations> _byRegion = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Operations>.AlternateLookup<ReadOnlySpan<char>> _byText;

    private int _isUnknownRegionTold;

    public RegionalOperations(SqsRegions regions, Action<string> notify, CancellationToken stopping)
    {
        _regions = regions;
        _notify = notify;
        _stopping = stopping;
        _default = In(regions.Default);
        _byText = _byRegion.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The operations in the region of a request; in the default region if it says none.</summary>
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
        if (_isUnknownRegionTold == 0 && RequestRegion.UnknownOf(request) is { IsEmpty: false } unknown && Interlocked.Exchange(ref _isUnknownRegionTold, 1) == 0)
        {
            _notify($"A client calls the region '{unknown}', which is no name of a region: it gets the queues of {_regions.Default.Region}.");
        }
    }

    private Operations In(SqsService service) => _byRegion.GetOrAdd(service.Region, static (_, created) => new Operations(created.service, created.stopping), (service, stopping: _stopping));
}
