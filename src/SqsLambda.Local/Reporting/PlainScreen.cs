namespace SqsLambda.Local.Reporting;

/// <summary>Plain text for pipes and files: one event is one line, however long, without colour.</summary>
internal sealed class PlainScreen(TextWriter output, TextWriter error) : IScreen
{
    public bool IsLive => false;

    public Task ShowAsync(Func<Task> tell) => tell();

    public void Write(StoryLine line) => (line.IsError ? error : output).WriteLine(line.ToString());

    public void Refresh(string liveLine)
    {
        // There is no such line.
    }
}
