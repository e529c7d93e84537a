using System.Text;

namespace SqsLambda.Local.Tests.CommandLine;

/// <summary>A console whose text can be read, and waited for, while others write to it.</summary>
internal sealed class RecordingWriter : TextWriter
{
    private readonly StringBuilder _text = new();
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        lock (_text)
        {
            _text.Append(value);
            string all = _text.ToString();
            foreach (var (text, seen) in _awaited)
            {
                if (all.Contains(text, StringComparison.Ordinal))
                {
                    seen.TrySetResult();
                }
            }
        }
    }

    public override void WriteLine(string? value) => Write(value + Environment.NewLine);

    public Task WrittenAsync(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_text)
        {
            _awaited.Add((text, seen));
        }

        Write("");
        return seen.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }

    public override string ToString()
    {
        lock (_text)
        {
            return _text.ToString();
        }
    }
}
