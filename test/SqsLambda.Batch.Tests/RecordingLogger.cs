using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.Lambda.Core;

namespace SqsLambda.Batch.Tests;

/// <summary>Keeps each entry as it was given, and as the text that Lambda's text format makes of it.</summary>
internal sealed partial class RecordingLogger : ILambdaLogger
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly List<LogEntry> _records = [];
    private TaskCompletionSource _added = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All entries but the summaries of batches.</summary>
    public IReadOnlyList<LogEntry> Records => [.. All.Where(static record => !record.IsSummary)];

    /// <summary>Each of <see cref="Records"/> as <c>Level: message with its arguments</c>, without its exception.</summary>
    public IReadOnlyList<string> Entries => [.. Records.Select(static record => record.Text)];

    /// <summary>The summary of each batch.</summary>
    public IReadOnlyList<string> Summaries => [.. All.Where(static record => record.IsSummary).Select(static record => record.Text)];

    /// <summary>Everything that a reader of the log may get to see.</summary>
    public string Everything => string.Join('\n', All.Select(static record => record.Text + '\n' + record.Exception));

    public IReadOnlyList<LogEntry> All
    {
        get
        {
            lock (_records)
            {
                return [.. _records];
            }
        }
    }

    /// <summary>Waits for an entry that may be written after the answer.</summary>
    public async Task<LogEntry> FirstAsync(Func<LogEntry, bool> condition)
    {
        while (true)
        {
            Task added;
            lock (_records)
            {
                if (_records.Find(new(condition)) is { } found)
                {
                    return found;
                }

                added = _added.Task;
            }

            await added.WaitAsync(Bound);
        }
    }

    public void Log(string message) => Add(new("", null, message, []));

    public void LogLine(string message) => Add(new("", null, message, []));

    public void Log(string level, string message) => Add(new(level, null, message, []));

    public void Log(string level, string message, params object[] args) => Add(new(level, null, message, args));

    public void Log(string level, Exception exception, string message, params object[] args) => Add(new(level, exception, message, args));

    private void Add(LogEntry entry)
    {
        TaskCompletionSource added;
        lock (_records)
        {
            _records.Add(entry);
            (added, _added) = (_added, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        added.SetResult();
    }

    internal sealed record LogEntry(string Level, Exception? Exception, string Template, object[] Args)
    {
        public bool IsSummary => Template.StartsWith("Batch of ", StringComparison.Ordinal);

        public string Text
        {
            get
            {
                int next = 0;
                string message = Placeholder().Replace(Template, _ => Convert.ToString(Args[next++], CultureInfo.InvariantCulture)!);
                return Level.Length == 0 ? message : $"{Level}: {message}";
            }
        }
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
