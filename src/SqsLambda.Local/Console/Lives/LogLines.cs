namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>A few lines of a function's log. Not safe for concurrent use.</summary>
internal sealed class LogLines
{
    /// <summary>The most lines that are kept: the first ones.</summary>
    public const int MaxLines = 20;

    /// <summary>The most characters of a line that are kept.</summary>
    public const int MaxLineLength = 500;

    private const int BytesOfLine = 40;

    private List<string>? _lines;

    public IReadOnlyList<string> Lines => _lines ?? [];

    /// <summary>How many further lines there were.</summary>
    public int Dropped { get; private set; }

    /// <summary>The memory that the lines take, in bytes, roughly.</summary>
    public int Bytes { get; private set; }

    public void Add(string line)
    {
        _lines ??= [];
        if (_lines.Count == MaxLines)
        {
            Dropped++;
            return;
        }

        string kept = ShortText.Of(line, MaxLineLength);
        _lines.Add(kept);
        Bytes += BytesOfLine + (2 * kept.Length);
    }
}
