using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using CsCheck;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests.Reading;

/// <summary>What must hold for every text. Every run tries the same cases.</summary>
public sealed class ReadingPropertyTests
{
    private const int Cases = 2_000;
    private const string Seed = "0000KDFyzH82";
    private const string SpecialCharacters = "\"\\/{}[]+% :,\u2028";

    /// <summary>Texts of all characters, most of them such that some encoding treats them specially.</summary>
    private static readonly Gen<string> Texts = Gen.Frequency(
            (2, Gen.Int[0, 0xD7FF]),
            (1, Gen.Int[0xE000, 0x10FFFF]),
            (4, Gen.Int[0, 0x7F]),
            (2, Gen.Int[0, SpecialCharacters.Length - 1].Select(static i => (int)SpecialCharacters[i])))
        .Select(static value => new Rune(value).ToString())
        .Array[1, 40]
        .Select(static runes => string.Concat(runes));

    [Fact]
    public void Every_message_survives_a_notification_however_its_string_is_escaped() => Texts.Sample(
        static text =>
            Unwrapped(text, JavaScriptEncoder.Default.Encode(text))
            && Unwrapped(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text))
            && Unwrapped(text, Escaped(text)),
        seed: Seed,
        iter: Cases,
        threads: 1);

    [Fact]
    public void Every_attribute_survives_a_notification() => Gen.Select(Texts, Texts).Sample(
        static (name, value) =>
        {
            MessageContext context = ReaderContext.Empty();
            MessageReader.Text().FromSns().Read(
                SnsBody.Of("m", $$$"""{"{{{Escaped(name)}}}":{"Type":"String","Value":"{{{JavaScriptEncoder.Default.Encode(value)}}}"}}"""), context);
            return context.Sns!.MessageAttributes.Count == 1 && context.Sns.MessageAttributes[name] == value;
        },
        seed: Seed,
        iter: Cases,
        threads: 1);

    [Fact]
    public void Every_text_that_is_no_notification_stays_as_it_is() => Texts.Sample(
        static text => ReferenceEquals(text, MessageReader.Text().FromSns().Read(text, ReaderContext.Empty()).Message), seed: Seed, iter: Cases, threads: 1);

    [Fact]
    public void Every_detail_survives_an_event() => Texts.Sample(
        static text =>
        {
            string detail = $$"""{"{{Escaped(text)}}":"{{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}}"}""";
            return MessageReader.Text().FromEventBridge().Read($$"""{"source":"s","detail":{{detail}},"detail-type":"t"}""", ReaderContext.Empty()).Message == detail;
        },
        seed: Seed,
        iter: Cases,
        threads: 1);

    [Fact]
    public void Every_key_survives_the_encoding_of_S3() => Texts.Sample(
        static key => MessageReader.S3Notifications()
            .Read($$$$"""{"Records":[{"eventName":"e","s3":{"bucket":{"name":"b"},"object":{"key":"{{{{UrlEncoded(key)}}}}"}}}]}""", ReaderContext.Empty())
            .Message!.Records[0].Key == key,
        seed: Seed,
        iter: Cases,
        threads: 1);

    private static bool Unwrapped(string text, string escaped) =>
        MessageReader.Text().FromSns().Read(SnsBody.OfJson($"\"{escaped}\""), ReaderContext.Empty()) == ReadResult.Message(text);

    private static string Escaped(string text) => string.Concat(text.Select(static c => $"\\u{(int)c:x4}"));

    /// <summary>As S3 encodes keys: letters, digits and a few signs stay, a space is a plus, any other byte is a percent sign and its number.</summary>
    private static string UrlEncoded(string key) => string.Concat(Encoding.UTF8.GetBytes(key).Select(static value => (char)value switch
    {
        ' ' => "+",
        (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '/' or '-' or '_' or '.' or '*' => ((char)value).ToString(),
        _ => "%" + value.ToString("X2", CultureInfo.InvariantCulture),
    }));
}
