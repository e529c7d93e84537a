using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http;

/// <summary>The actions of SQS in each region.</summary>
internal sealed class RegionalOperations
{
    private readonly SqsRegions _regions;
    private readonly Operations _default;
    private readonly ConcurrentDictionary<string, Operations> _byRegion = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Operations>.AlternateLookup<ReadOnlySpan<char>> _byText;

    public RegionalOperations(SqsRegions regions)
    {
        _regions = regions;
        _default = In(regions.Default);
        _byText = _byRegion.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The actions in the region of a request; in the default region if it says none.</summary>
    public Operations Of(HttpRequest request)
    {
        ReadOnlySpan<char> region = RequestRegion.Of(request);
        return region.IsEmpty ? _default
            : _byText.TryGetValue(region, out Operations? known) ? known
            : In(_regions.In(region.ToString()));
    }

    private Operations In(SqsService service) => _byRegion.GetOrAdd(service.Region, static (_, queues) => new Operations(queues), service);
}
