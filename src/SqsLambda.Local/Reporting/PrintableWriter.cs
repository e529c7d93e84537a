using System.Text;

namespace SqsLambda.Local.Reporting;

/// <summary>Writes text that is safe for a terminal. What is outside the story of a run is written through it: help, errors, <c>invoke</c>.</summary>
internal sealed class PrintableWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(value is '\n' or '\r' ? value.ToString() : PrintableText.Lines(value.ToString()));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value) => inner.Write(PrintableText.Lines(value ?? ""));

    public override void WriteLine(string? value) => inner.WriteLine(PrintableText.Lines(value ?? ""));

    public override void Flush() => inner.Flush();
}
