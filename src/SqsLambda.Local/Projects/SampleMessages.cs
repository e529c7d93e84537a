using System.Collections.Frozen;

namespace SqsLambda.Local.Projects;

/// <summary>
/// The messages that a function brings along: <c>samples.jsonl</c>, one message a line, in its folder or the nearest folder below. A sample with the text
/// <see cref="FailOnceMark"/> is to fail once.
/// </summary>
internal sealed class SampleMessages
{
    /// <summary>The laptop returns a sample with this text once, to show a retry.</summary>
    public const string FailOnceMark = "FAIL-ONCE";

    private const string FileName = "samples.jsonl";
    private const string PasteFileName = "sample-to-paste.json";
    private const int MaxDepth = 8;

    private static readonly FrozenSet<string> SkippedFolders = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "bin", "obj", "node_modules");

    private readonly FrozenSet<string> _messages;

    private SampleMessages(string? file, IReadOnlyList<string> lines, string? toPaste)
    {
        File = file;
        Lines = lines;
        ToPaste = toPaste ?? (lines.Count > 0 ? lines[0] : null);
        _messages = lines.ToFrozenSet(StringComparer.Ordinal);
    }

    public static SampleMessages None { get; } = new(null, [], null);

    /// <summary>The file; <see langword="null"/> if there is none.</summary>
    public string? File { get; }

    /// <summary>The messages to send, without empty lines.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>A message for the user to send: the first line of <c>sample-to-paste.json</c> beside the samples, or the first sample.</summary>
    public string? ToPaste { get; }

    public bool Contains(string body) => _messages.Contains(body);

    /// <summary>Whether the body is that of a sample that is to fail once.</summary>
    public bool IsToFailOnce(string body) => body.Contains(FailOnceMark, StringComparison.Ordinal) && Contains(body);

    /// <summary>Finds the samples of a function.</summary>
    /// <param name="folder">Its folder. Build output and hidden folders are not searched.</param>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static SampleMessages Find(string folder)
    {
        IReadOnlyList<string> level = [folder];
        for (int depth = 0; depth < MaxDepth && level.Count > 0; depth++)
        {
            if (level.Select(static each => Path.Combine(each, FileName)).FirstOrDefault(System.IO.File.Exists) is { } file)
            {
                return Open(file);
            }

            level = [.. level.SelectMany(Below)];
        }

        return None;
    }

    /// <summary>Finds the samples in a folder, and not below it.</summary>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static SampleMessages In(string folder) => Path.Combine(folder, FileName) is var file && System.IO.File.Exists(file) ? Open(file) : None;

    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static SampleMessages Open(string file)
    {
        try
        {
            string toPaste = Path.Combine(Path.GetDirectoryName(file)!, PasteFileName);
            return new(
                file,
                [.. System.IO.File.ReadLines(file).Where(static line => line.Length > 0)],
                System.IO.File.Exists(toPaste) ? System.IO.File.ReadLines(toPaste).FirstOrDefault() : null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be read: {exception.Message}");
        }
    }

    private static IEnumerable<string> Below(string folder)
    {
        try
        {
            return Directory.EnumerateDirectories(folder)
                .Where(static each => Path.GetFileName(each) is var name && name[0] != '.' && !SkippedFolders.Contains(name))
                .Order(StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
