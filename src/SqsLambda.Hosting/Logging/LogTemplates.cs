using System.Collections.Concurrent;

namespace SqsLambda.Hosting.Logging;

/// <summary>Keeps up to 1,024 parsed templates. Safe for concurrent use.</summary>
internal sealed class LogTemplates
{
    private const int MaxCount = 1_024;

    private readonly ConcurrentDictionary<string, LogTemplate> _parsed = new(StringComparer.Ordinal);
    private int _count;

    public LogTemplate Get(string template)
    {
        if (_parsed.TryGetValue(template, out LogTemplate? parsed))
        {
            return parsed;
        }

        parsed = LogTemplate.Parse(template);
        if (Volatile.Read(ref _count) < MaxCount && _parsed.TryAdd(template, parsed))
        {
            Interlocked.Increment(ref _count);
        }

        return parsed;
    }
}
