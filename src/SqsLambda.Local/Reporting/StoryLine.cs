namespace SqsLambda.Local.Reporting;

/// <summary>One line of the story of a run. It holds no character that a terminal would obey.</summary>
internal sealed record StoryLine
{
    /// <param name="head">What stands in the columns on the left: time, message and the start of its body; empty for other lines.</param>
    /// <param name="text">What happened.</param>
    /// <param name="tone">How it is shown in a terminal.</param>
    /// <param name="isError">Whether it goes to standard error.</param>
    public StoryLine(string head, string text, Tone tone, bool isError = false)
    {
        Head = PrintableText.Line(head);
        Text = PrintableText.Line(text);
        Tone = tone;
        IsError = isError;
    }

    public string Head { get; }

    public string Text { get; }

    public Tone Tone { get; }

    public bool IsError { get; }

    public override string ToString() => Head + Text;
}

/// <summary>How a line is shown in a terminal.</summary>
internal enum Tone
{
    Plain,

    /// <summary>Dimmed: not what one looks for first.</summary>
    Quiet,

    /// <summary>Done.</summary>
    Good,

    /// <summary>Worth a look, but not a failure.</summary>
    Notice,

    /// <summary>Failed.</summary>
    Bad,
}
