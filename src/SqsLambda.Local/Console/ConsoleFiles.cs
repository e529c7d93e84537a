using System.Collections.Frozen;
using System.Reflection;

namespace SqsLambda.Local.WebConsole;

/// <summary>The files of the page, which are embedded in the program.</summary>
internal static class ConsoleFiles
{
    private const string Prefix = "console/";

    private static readonly Assembly Program = typeof(ConsoleFiles).Assembly;

    private static readonly FrozenDictionary<string, byte[]> Files = Program.GetManifestResourceNames()
        .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(static name => name[Prefix.Length..], Read, StringComparer.Ordinal);

    /// <summary>The content of a file and its media type, or null if there is no such file.</summary>
    public static (byte[] Content, string MediaType)? Find(string name) => !Files.TryGetValue(name, out byte[]? content)
        ? null
        : (content, Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        });

    private static byte[] Read(string name)
    {
        using Stream resource = Program.GetManifestResourceStream(name)!;
        byte[] content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content;
    }
}
