namespace SqsLambda.Batch.Tests;

/// <summary>Builds a batch of notes: <c>Notes.Of("a", "b").Fifo("g", "h")</c>.</summary>
internal static class Notes
{
    /// <summary>One valid message for each id.</summary>
    public static TestSqsEvent Of(params IEnumerable<string> ids) => TestSqsEvent.Of(ids.Select(Body));

    public static string Body(string id) => $$"""{"id":"{{id}}","text":"secret"}""";
}
