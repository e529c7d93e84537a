using Amazon.Lambda.Core;

namespace SqsLambda.Testing;

/// <summary>A logger whose entries a test can read. Safe for concurrent use. It writes nothing to the console.</summary>
public sealed class TestLogger : ILambdaLogger
{
    private readonly Lock _lock = new();
    private readonly List<TestLogEntry> _entries = [];

    /// <summary>The entries so far, in the order in which they were logged.</summary>
    public IReadOnlyList<TestLogEntry> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries];
            }
        }
    }

    /// <summary>Each entry as <c>Level: message</c>, for example <c>Warning: Message m1 failed.</c>, without its exception.</summary>
    public IReadOnlyList<string> Lines => [.. Entries.Select(static entry => entry.Line)];

    /// <summary>All lines and exceptions as one text: everything that a reader of the log could see.</summary>
    public string Text => string.Join('\n', Entries.Select(static entry => entry.Exception is { } exception ? $"{entry.Line}\n{exception}" : entry.Line));

    /// <inheritdoc/>
    public void Log(string message) => Add(new("", message, [], null));

    /// <inheritdoc/>
    public void LogLine(string message) => Add(new("", message, [], null));

    /// <inheritdoc/>
    public void Log(string level, string message) => Add(new(level, message, [], null));

    /// <inheritdoc/>
    public void Log(string level, string message, params object[] args) => Add(new(level, message, args, null));

    /// <inheritdoc/>
    public void Log(string level, Exception exception, string message, params object[] args) => Add(new(level, message, args, exception));

    private void Add(TestLogEntry entry)
    {
        lock (_lock)
        {
            _entries.Add(entry);
        }
    }
}
