namespace SqsLambda.Local.Reporting;

/// <summary>Writes lines, and holds them back while the line that must come before them is not known yet. Safe for concurrent use.</summary>
internal sealed class OrderedLines(TextWriter output)
{
    private readonly Lock _lock = new();
    private readonly List<string> _held = [];
    private bool _isHolding;

    public void Write(string line)
    {
        lock (_lock)
        {
            if (_isHolding)
            {
                _held.Add(line);
            }
            else
            {
                output.WriteLine(line);
            }
        }
    }

    /// <summary>Holds every line back until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_lock)
        {
            _isHolding = true;
        }
    }

    /// <summary>Writes the lines that were held back.</summary>
    /// <param name="first">What comes before them; nothing where <see langword="null"/>.</param>
    public void Release(string? first)
    {
        lock (_lock)
        {
            _isHolding = false;
            if (first is not null)
            {
                output.WriteLine(first);
            }

            _held.ForEach(output.WriteLine);
            _held.Clear();
        }
    }
}
