using System;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>Takes the place of a stream of the console. Each WriteLine is an entry of the log; what Write gets is written as it is.</summary>
internal sealed class LogWriter(RuntimeLog log, TextWriter output, string level) : TextWriter
{
    public object Lock { get; set; } = new();

    public override Encoding Encoding => output.Encoding;

    public void Write(string entryLevel, Exception exception, string message, object[] arguments)
    {
        lock (Lock)
        {
            if (log.Format(entryLevel, exception, message, arguments) is { } entry)
            {
                output.WriteLine(entry);
            }
        }
    }

    public override void Flush() => output.Flush();

    public override void Write(char value) => output.Write(value);

    public override void Write(string value) => output.Write(value);

    public override void Write(char[] buffer, int index, int count) => output.Write(buffer, index, count);

    public override void Write(ReadOnlySpan<char> buffer) => output.Write(buffer);

    public override void WriteLine() => Entry("");

    public override void WriteLine(string value) => Entry(value);

    public override void WriteLine(object value) => Entry(value?.ToString() ?? "");

    public override void WriteLine(char[] buffer) => Entry(buffer is null ? "" : new(buffer));

    public override void WriteLine(char[] buffer, int index, int count) => Entry(new(buffer, index, count));

    public override void WriteLine(ReadOnlySpan<char> buffer) => Entry(new(buffer));

    public override void WriteLine(StringBuilder value) => Entry(value?.ToString());

    public override void WriteLine(bool value) => Entry(value.ToString(FormatProvider));

    public override void WriteLine(char value) => Entry(value.ToString(FormatProvider));

    public override void WriteLine(int value) => Entry(value.ToString(FormatProvider));

    public override void WriteLine(uint value) => Entry(value.ToString(FormatProvider));

    public override void WriteLine(long value) => Entry(value.ToString(FormatProvider));

    public override void WriteLine(ulong value) => Entry(value.ToString(FormatProvider));

    public override void WriteLine(float value) => Entry(value.ToString(FormatProvider));

    public override void WriteLine(double value) => Entry(value.ToString(FormatProvider));

    public override void WriteLine(decimal value) => Entry(value.ToString(FormatProvider));

    public override void WriteLine(string format, object arg0) => Entry(string.Format(FormatProvider, format, arg0));

    public override void WriteLine(string format, object arg0, object arg1) => Entry(string.Format(FormatProvider, format, arg0, arg1));

    public override void WriteLine(string format, object arg0, object arg1, object arg2) => Entry(string.Format(FormatProvider, format, arg0, arg1, arg2));

    public override void WriteLine(string format, params object[] arg) => Entry(string.Format(FormatProvider, format, arg));

    public override Task WriteLineAsync() => EntryAsync("");

    public override Task WriteLineAsync(char value) => EntryAsync(value.ToString());

    public override Task WriteLineAsync(string value) => EntryAsync(value);

    public override Task WriteLineAsync(char[] buffer, int index, int count) => EntryAsync(new(buffer, index, count));

    public override Task WriteLineAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) => EntryAsync(new(buffer.Span));

    public override Task WriteLineAsync(StringBuilder value, CancellationToken cancellationToken = default) => EntryAsync(value?.ToString());

    private void Entry(string text) => Write(level, null, text, []);

    private Task EntryAsync(string text)
    {
        Entry(text);
        return Task.CompletedTask;
    }
}
