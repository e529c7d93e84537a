using SqsLambda.Local.Reporting;

namespace SqsLambda.Local.Tests.Reporting;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("Grüße, 注文, 🍵", "Grüße, 注文, 🍵")]
    [InlineData("\u001b[31mred\u0007", " [31mred ")]
    [InlineData("\u009b2J\u007f\u0000", " 2J  ")]
    [InlineData("\u202egnp.exe\u2066\u200f\u061c", " gnp.exe   ")]
    [InlineData("a\r\nb\u2028c\u2029d\u0085e\tf", "a  b c d e f")]
    public void A_line_holds_no_control_character(string text, string line) => Assert.Equal(line, PrintableText.Line(text));

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() => Assert.Equal("half \ufffd pair", PrintableText.Line("half \ud83d pair"));

    [Theory]
    [InlineData("a\nb\r\nc\td", "a\nb\r\nc\td")]
    [InlineData("hidden\rshown", "hidden shown")]
    [InlineData("\u001b[31mred\n\u202e", " [31mred\n ")]
    public void Lines_keep_their_breaks_and_tabs(string text, string lines) => Assert.Equal(lines, PrintableText.Lines(text));

    [Theory]
    [InlineData("{\n\t\"a\": \"é🍵\"\r\n}", "{\n\t\"a\": \"é🍵\"\r\n}")]
    [InlineData("{\"a\":\"\u202e\u007f\u009b\"}", """{"a":"\u202e\u007f\u009b"}""")]
    public void JSON_keeps_its_meaning(string json, string printable) => Assert.Equal(printable, PrintableText.Json(json));
}
