using Spectre.Console;
using Spectre.Console.Rendering;

namespace SqsLambda.Local.Reporting;

/// <summary>A terminal: colours, lines folded to at most 100 columns, and a line at the bottom that is kept up to date.</summary>
/// <param name="console">The terminal.</param>
/// <param name="redirectedError">Takes the lines for standard error; <see langword="null"/> if that is the same terminal.</param>
internal sealed class TerminalScreen(IAnsiConsole console, TextWriter? redirectedError) : IScreen
{
    private const int MinFoldedWidth = 20;

    private static readonly Dictionary<Tone, Style> Styles = new()
    {
        [Tone.Plain] = Style.Plain,
        [Tone.Quiet] = new(decoration: Decoration.Dim),
        [Tone.Good] = new(Color.Green),
        [Tone.Notice] = new(Color.Yellow),
        [Tone.Bad] = new(Color.Red, decoration: Decoration.Bold),
    };

    private readonly List<IRenderable> _written = [];

    public bool IsLive => true;

    /// <summary>The screen of a process: a terminal if standard output is one, else plain text.</summary>
    public static IScreen Open(TextWriter output, TextWriter error)
    {
        if (!ReferenceEquals(output, Console.Out) || Console.IsOutputRedirected)
        {
            return new PlainScreen(output, error);
        }

        // Spectre.Console reads NO_COLOR and TERM. Its enrichers would turn colours on in some build services, also for a pipe.
        IAnsiConsole console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output), Enrichment = new() { UseDefaultEnrichers = false } });
        return console.Profile.Capabilities.Ansi
            ? new TerminalScreen(console, Console.IsErrorRedirected ? error : null)
            : new PlainScreen(output, error);
    }

    public async Task ShowAsync(Func<Task> tell)
    {
        console.Cursor.Hide();
        try
        {
            await tell();
        }
        finally
        {
            console.Write(new Frame(_written, Text.Empty));
            console.Cursor.Show();
        }
    }

    public void Write(StoryLine line)
    {
        if (line.IsError && redirectedError is not null)
        {
            redirectedError.WriteLine(line.ToString());
        }
        else
        {
            _written.Add(Rendered(line));
        }
    }

    public void Refresh(string liveLine)
    {
        // A line of full width would wrap.
        string cut = LineColumns.Cut(PrintableText.Line(liveLine), Math.Max(console.Profile.Width - 1, 1));
        console.Write(new Frame(_written, new Text(cut, Styles[Tone.Quiet])));
        _written.Clear();
    }

    private Paragraph Rendered(StoryLine line)
    {
        var paragraph = new Paragraph { Overflow = Overflow.Fold };
        paragraph.Append(line.Head, Styles[Tone.Quiet]);
        IReadOnlyList<string> folded = Folded(line);
        for (int i = 0; i < folded.Count; i++)
        {
            paragraph.Append(i == 0 ? folded[i] : $"\n{new string(' ', line.Head.Length)}{folded[i]}", Styles[line.Tone]);
        }

        return paragraph;
    }

    // The text goes on below its beginning, where there is room for that.
    private IReadOnlyList<string> Folded(StoryLine line)
    {
        int width = Math.Min(console.Profile.Width, LineColumns.MaxWidth) - line.Head.Length;
        if (line.Head.Length == 0 || width < MinFoldedWidth || line.Text.Length <= width / 2)
        {
            return [line.Text];
        }

        IRenderable text = new Text(line.Text);
        List<SegmentLine> lines = Segment.SplitLines(text.Render(RenderOptions.Create(console), width));
        return [.. lines.Select(static folded => string.Concat(folded.Select(static segment => segment.Text)).TrimEnd())];
    }

    /// <summary>Lines in place of the line at the bottom, and that line anew below them.</summary>
    private sealed class Frame(IReadOnlyList<IRenderable> lines, IRenderable liveLine) : IRenderable
    {
        private const string EraseLine = "\r\e[2K";

        public Measurement Measure(RenderOptions options, int maxWidth) => new(maxWidth, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        [
            Segment.Control(EraseLine),
            .. lines.SelectMany(line => line.Render(options, maxWidth).Append(Segment.LineBreak)),
            .. liveLine.Render(options, maxWidth),
        ];
    }
}
