using System.Text;

namespace SqsLambda.Local.Reporting;

/// <summary>Hands over each line that is written to it, when the line is complete. Safe for concurrent use.</summary>
internal sealed class LineWriter(Action<string> onLine) : TextWriter
{
    private const int MaxLineLength = 100_000;

    private readonly Lock _lock = new();
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void WriteLine(string? value) => Write($"{value}\n");

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_lock)
        {
            while (buffer.IndexOf('\n') is >= 0 and var end)
            {
                _line.Append(buffer[..end]);
                HandOver();
                buffer = buffer[(end + 1)..];
            }

            _line.Append(buffer);
            if (_line.Length > MaxLineLength)
            {
                HandOver();
            }
        }
    }

    /// <summary>Hands over what was written since the last line break.</summary>
    protected override void Dispose(bool disposing)
    {
        lock (_lock)
        {
            if (_line.Length > 0)
            {
                HandOver();
            }
        }

        base.Dispose(disposing);
    }

    private void HandOver()
    {
        onLine(_line.ToString().TrimEnd('\r'));
        _line.Clear();
    }
}
