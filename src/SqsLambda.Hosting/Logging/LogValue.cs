using System.Collections;
using System.Globalization;
using System.Text;
using SqsLambda.Batch.Logging;

namespace SqsLambda.Hosting.Logging;

/// <summary>
/// Turns the values of a line into arguments that Lambda's runtime writes rightly, in both of its formats and in one line. Numbers stay numbers.
/// Everything else becomes text.
/// </summary>
/// <remarks>
/// Given the values themselves, the runtime writes the name in place of a list in the text format, writes <c>Z</c> behind every time whatever its offset,
/// and throws for a number that is not finite in the JSON format.
/// </remarks>
internal static class LogValue
{
    private const int MaxLength = 8_000;

    public static object Of(object value) => value switch
    {
        bool or byte or sbyte or short or ushort or int or uint or long or ulong or decimal => value,
        double number when double.IsFinite(number) => value,
        float number when float.IsFinite(number) => value,
        _ => Text(value),
    };

    /// <summary>The value as it is, so that the runtime can serialize it, or its text if the text has several lines.</summary>
    public static object Object(object value)
    {
        object text = Of(value);
        return value is IEnumerable and not string || text.Equals(Scalar(value)) ? value : text;
    }

    public static string Formatted(object value, string format) => OneLine(string.Format(CultureInfo.InvariantCulture, $"{{0{format}}}", value));

    public static string Text(object value) => OneLine(value is IEnumerable list and not string ? Join(list) : Scalar(value));

    public static string OneLine(string text) => LogText.OneLine(text, MaxLength);

    private static string Scalar(object value) => value switch
    {
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)value).ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Join(IEnumerable list)
    {
        var text = new StringBuilder();
        foreach (object? item in list)
        {
            text.Append(text.Length == 0 ? "" : ", ").Append(item is null ? "(null)" : Scalar(item));
            if (text.Length > MaxLength)
            {
                break;
            }
        }

        return text.ToString();
    }
}
