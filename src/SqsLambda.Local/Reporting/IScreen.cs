namespace SqsLambda.Local.Reporting;

/// <summary>Where the story of a run is shown. One thread at a time uses it.</summary>
internal interface IScreen
{
    /// <summary>Whether a line at the bottom is kept up to date.</summary>
    bool IsLive { get; }

    /// <summary>Shows the story while a function runs.</summary>
    Task ShowAsync(Func<Task> tell);

    void Write(StoryLine line);

    /// <summary>Shows what was written, and the line at the bottom.</summary>
    void Refresh(string liveLine);
}
