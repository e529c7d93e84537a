using System;
using System.Collections;
using System.Globalization;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>An argument as text.</summary>
internal static class ArgumentText
{
    public const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private const int MaxBytes = 16;

    /// <summary>In the message. Nothing, a list and a dictionary leave the place as it is written.</summary>
    public static string InMessage(object value, Hole hole) => value switch
    {
        byte[] or ReadOnlyMemory<byte> or Memory<byte> => Special(value),
        null or IList or IDictionary => hole.Token,
        _ when hole.Format is not null => Formatted(value, hole.Format),
        _ => Special(value) ?? value.ToString(),
    };

    public static string Formatted(object value, string format)
    {
        try
        {
            return string.Format(CultureInfo.CurrentCulture, "{0:" + format + "}", value);
        }
        catch (FormatException)
        {
            return value.ToString();
        }
    }

    /// <summary>Times and bytes; <see langword="null"/> for anything else.</summary>
    public static string Special(object value) => value switch
    {
        DateTime time => time.ToString(TimeFormat, CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString(TimeFormat, CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture),
        byte[] bytes => Hex(bytes),
        ReadOnlyMemory<byte> bytes => Hex(bytes.Span),
        Memory<byte> bytes => Hex(bytes.Span),
        _ => null,
    };

    private static string Hex(ReadOnlySpan<byte> bytes) =>
        bytes.Length <= MaxBytes ? Convert.ToHexString(bytes) : $"{Convert.ToHexString(bytes[..MaxBytes])}... ({bytes.Length} bytes)";
}
