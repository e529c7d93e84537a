namespace SqsLambda.Local.Reporting;

/// <summary>
/// Writes lines. While a message is being sent, its id is not known yet: lines about messages that may be that one are held back until its
/// send has been told. Safe for concurrent use.
/// </summary>
internal sealed class OrderedLines(TextWriter output)
{
    private readonly Lock _lock = new();
    private readonly List<string> _held = [];

    // Those that were first received during the send.
    private readonly HashSet<string> _suspects = new(StringComparer.Ordinal);
    private bool _isSending;

    /// <summary>Writes a line, or holds it back.</summary>
    /// <param name="line">The line.</param>
    /// <param name="messageIds">The messages that it is about.</param>
    public void Write(string line, params ReadOnlySpan<string> messageIds)
    {
        lock (_lock)
        {
            if (IsAboutSuspect(messageIds))
            {
                _held.Add(line);
            }
            else
            {
                output.WriteLine(line);
            }
        }
    }

    /// <summary>A message is received for the first time.</summary>
    public void FirstReceived(string messageId)
    {
        lock (_lock)
        {
            if (_isSending)
            {
                _suspects.Add(messageId);
            }
        }
    }

    /// <summary>A message is being sent, until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_lock)
        {
            _isSending = true;
        }
    }

    /// <summary>Writes the lines that were held back.</summary>
    /// <param name="first">What comes before them; nothing where <see langword="null"/>.</param>
    public void Release(string? first)
    {
        lock (_lock)
        {
            _isSending = false;
            _suspects.Clear();
            if (first is not null)
            {
                output.WriteLine(first);
            }

            _held.ForEach(output.WriteLine);
            _held.Clear();
        }
    }

    private bool IsAboutSuspect(ReadOnlySpan<string> messageIds)
    {
        foreach (string messageId in messageIds)
        {
            if (_suspects.Contains(messageId))
            {
                return true;
            }
        }

        return false;
    }
}
