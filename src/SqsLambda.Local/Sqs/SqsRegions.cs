using System.Collections.Concurrent;

namespace SqsLambda.Local.Sqs;

/// <summary>The queues of one account. Each region has its own, and those of other regions do not exist for it. Safe for concurrent use.</summary>
/// <param name="timeProvider">The clock of all queues.</param>
/// <param name="defaultRegion">The region of what says none. A text that is no region's name is none.</param>
internal sealed class SqsRegions(TimeProvider timeProvider, string? defaultRegion = null) : IDisposable
{
    private readonly ConcurrentDictionary<string, SqsService> _services = new(StringComparer.Ordinal);
    private readonly string _defaultRegion = RegionName.IsValid(defaultRegion) ? defaultRegion! : RegionName.Default;

    /// <summary>The queues of the default region.</summary>
    public SqsService Default => In(_defaultRegion);

    /// <summary>The queues of each region that has been asked for, sorted by region.</summary>
    public IEnumerable<SqsService> All => _services.Values.OrderBy(static service => service.Region, StringComparer.Ordinal);

    /// <summary>The queues of a region; of the default region if the text is no region's name.</summary>
    public SqsService In(string? region) =>
        _services.GetOrAdd(
            RegionName.IsValid(region) ? region! : _defaultRegion, static (name, timeProvider) => new SqsService(timeProvider, name), timeProvider);

    public void Dispose()
    {
        foreach (SqsService service in _services.Values)
        {
            service.Dispose();
        }
    }
}
