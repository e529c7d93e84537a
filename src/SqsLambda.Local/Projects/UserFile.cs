using System.Text;

namespace SqsLambda.Local.Projects;

/// <summary>The text of a file that a person wrote or saved, with whatever editor.</summary>
internal static class UserFile
{
    /// <summary>
    /// The text as UTF-8 without a byte order mark. A mark says that it is UTF-8, UTF-16 or UTF-32; without one it is UTF-8. RFC 8259, section 8.1,
    /// allows a reader to ignore the mark.
    /// </summary>
    public static byte[] Utf8Of(byte[] content)
    {
        using var reader = new StreamReader(new MemoryStream(content), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return Encoding.UTF8.GetBytes(reader.ReadToEnd());
    }
}
