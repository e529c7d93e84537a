using System.Text;

namespace SqsLambda.Local.Running;

/// <summary>Writes whole lines, each after the name of a function. Safe for concurrent use where the writer beneath is.</summary>
internal sealed class PrefixWriter(TextWriter output, string prefix) : TextWriter
{
    public override Encoding Encoding => output.Encoding;

    public override void Write(char value) => output.Write(value);

    public override void Write(string? value) => output.Write(value);

    public override void WriteLine(string? value)
    {
        string text = value?.TrimEnd() ?? "";
        output.WriteLine(text.Length == 0 ? "" : $"{prefix}{text.ReplaceLineEndings($"{Environment.NewLine}{prefix}")}");
    }

    public override Task WriteLineAsync(string? value)
    {
        WriteLine(value);
        return Task.CompletedTask;
    }
}
