using System.Collections.Concurrent;
using SqsLambda.Local.Sqs.Queues;

namespace SqsLambda.Local.Sqs;

/// <summary>The queues of one account. Each region has its own, and those of other regions do not exist for it. Safe for concurrent use.</summary>
/// <param name="timeProvider">The clock of all queues.</param>
/// <param name="defaultRegion">The region of what says none. A text that is no region's name is none.</param>
internal sealed class SqsRegions(TimeProvider timeProvider, string? defaultRegion = null) : IDisposable
{
    /// <summary>AWS has about 40 regions. A client that invents names does not fill the memory.</summary>
    public const int MaxRegions = 100;

    private readonly ConcurrentDictionary<string, SqsService> _services = new(StringComparer.Ordinal);
    private readonly string _defaultRegion = RegionName.IsValid(defaultRegion) ? defaultRegion! : RegionName.Default;

    /// <summary>Called for each new queue before others can find it. It must return soon and not throw.</summary>
    public Action<SqsQueue>? QueueCreated { get; set; }

    /// <summary>The queues of the default region.</summary>
    public SqsService Default => In(_defaultRegion);

    /// <summary>The queues of each region that has been asked for, sorted by region.</summary>
    public IEnumerable<SqsService> All => _services.Values.OrderBy(static service => service.Region, StringComparer.Ordinal);

    /// <summary>The queues of a region; of the default region if the text is no region's name.</summary>
    /// <exception cref="SqsException">There are <see cref="MaxRegions"/> others.</exception>
    public SqsService In(string? region)
    {
        string name = RegionName.IsValid(region) ? region! : _defaultRegion;
        return _services.ContainsKey(name) || _services.Count < MaxRegions
            ? _services.GetOrAdd(name, static (name, all) => new SqsService(all.timeProvider, name) { Created = queue => all.regions.QueueCreated?.Invoke(queue) }, (timeProvider, regions: this))
            : throw SqsException.UnsupportedOperation($"The endpoint has been asked for {MaxRegions} regions, and keeps no more: start it again to use {name}.");
    }

    public void Dispose()
    {
        foreach (SqsService service in _services.Values)
        {
            service.Dispose();
        }
    }
}
