using System.Globalization;
using Microsoft.Extensions.Logging;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Hosting.Tests.Logging;

/// <summary>The values of a template arrive under their names, and are written rightly in both formats of Lambda.</summary>
public sealed partial class ParameterTests
{
    [Fact]
    public async Task A_value_is_an_argument_of_its_name()
    {
        RecordingLogger.LogEntry line = await Lines.OneAsync(static logger => logger.LogWarning("Wrote {Bytes} bytes to {Bucket}", 17, "photos"));

        Assert.Equal(
            ("Warning", "Wrote {Bytes} bytes to {Bucket} [{category}, messageId {messageId}, receiveCount {receiveCount}]"), (line.Level, line.Template));
        Assert.Equal([17, "photos", "Notes", "m0", 2], line.Args);
    }

    [Theory]
    [InlineData(LogLevel.Trace)]
    [InlineData(LogLevel.Debug)]
    [InlineData(LogLevel.Information)]
    [InlineData(LogLevel.Warning)]
    [InlineData(LogLevel.Error)]
    [InlineData(LogLevel.Critical)]
    public async Task Every_level_reaches_Lambda_which_has_its_own_minimum(LogLevel level) =>
        Assert.Equal($"{level}", (await Lines.OneAsync(logger => logger.Log(level, "x"))).Level);

    [Fact]
    public async Task A_minimum_level_that_is_configured_counts()
    {
        RecordingLogger.LogEntry[] lines = await Lines.OfAsync(
            static logger =>
            {
                logger.LogInformation("unwanted");
                logger.LogWarning("wanted");
                logger.Log(LogLevel.None, "never");
            },
            static logging => logging.SetMinimumLevel(LogLevel.Warning));

        Assert.Equal($"Warning: wanted{Lines.Tail}", Assert.Single(lines).Text);
    }

    public static TheoryData<string, object?[], string> Texts => new()
    {
        { "no value", [], "no value" },
        { "{{no place}}", [], "{{no place}}" }, // Without values the template is the text.
        { "{{{A}}} and {B}", [1, 2], "{1} and 2" },
        { "{A} }} {B}", [1, 2], "1 } 2" },
        { "{A} {{ {B}", [1, 2], "1 { 2" },
        { "{A}{B}{{C}}", [1, 2], "12{C}" },
        { "{A,5}|{B,-5}|{C:N1}|{D,8:F2}", [1, 2, 3, 4.0], "    1|2    |3.0|    4.00" },
        { "{1} {0}", ["first", "second"], "first second" },
        { "{A} {A}", ["first", "second"], "first second" },
        { "{A} is {B}", [null, 1], "(null) is 1" },
        { "{A}", [new[] { 1, 2, 3 }], "1, 2, 3" },
        { "{A}", [new string?[] { "a", null }], "a, (null)" },
        { "{A}", [new Dictionary<string, int> { ["a"] = 1 }], "[a, 1]" },
        { "{A}", [double.NaN], "NaN" },
        { "{A}", [float.PositiveInfinity], "Infinity" },
        { "{A}", [1.5m], "1.5" },
        { "{A}", [true], "True" },
        { "{A}", ['x'], "x" },
        { "{A}", [LogLevel.Error], "Error" },
        { "{A}", [new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2))], "2026-01-02T03:04:05.0000000+02:00" },
        { "{A}", [new DateOnly(2026, 1, 2)], "2026-01-02" },
        { "{A}", [TimeSpan.FromSeconds(90)], "00:01:30" },
        { "{A}", ["a\nb\u001bc"], "a b c" },
        { "{A}", ["{B} {0}"], "{B} {0}" },
        { "a\nb {A}", [1], "a b 1" },
        { "{A}", [new Lines2()], "one two" },
        { "{A}", [new[] { "a\nb" }], "a b" },
        { "{A:one\ntwo}", [1], "one two" },
        { "{message} at {level}", ["m", "l"], "m at l" },
        { "{messageId}", ["other"], "other" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task The_text_is_that_of_the_template(string template, object?[] values, string text)
    {
        RecordingLogger.LogEntry line = await Lines.OneAsync(logger => logger.LogInformation(template, values));

        Assert.StartsWith($"Information: {text} [Notes, ", line.Text, StringComparison.Ordinal);
        Assert.EndsWith("receiveCount 2]", line.Text, StringComparison.Ordinal);
        string json = JsonLogFormat.LineOf(line); // It refuses a name that occurs twice.
        Assert.DoesNotContain('\n', json);
    }

    /// <summary>The extension methods refuse such a template. Other code may log it.</summary>
    [Theory]
    [InlineData("{A} {B", "1 {B")]
    [InlineData("{A} } {C}", "1 } {C}")]
    [InlineData("{ {A} {}", "{ 1 {}")]
    public async Task A_template_that_is_not_right_is_written_as_it_is_beside_its_values(string template, string text)
    {
        KeyValuePair<string, object?>[] state = [new("A", 1), new("{OriginalFormat}", template)];

        RecordingLogger.LogEntry line = await Lines.OneAsync(logger => logger.Log(LogLevel.Information, default, state, null, static (_, _) => "unused"));

        Assert.Equal($"Information: {text}{Lines.Tail}", line.Text);
    }

    [Fact]
    public async Task Values_without_a_template_stand_behind_the_text()
    {
        KeyValuePair<string, object?>[] state = [new("A", 1), new("B", "b")];

        RecordingLogger.LogEntry line = await Lines.OneAsync(logger => logger.Log(LogLevel.Information, default, state, null, static (_, _) => "formatted"));

        Assert.Equal("Information: formatted [Notes, messageId m0, receiveCount 2, A 1, B b]", line.Text);
    }

    [Fact]
    public async Task An_interpolated_text_is_one_text_whatever_it_contains()
    {
        string json = """{"id":"{messageId}"}""";
        RecordingLogger.LogEntry line = await Lines.OneAsync(logger => logger.LogInformation($"Got {json}"));

        Assert.Equal("{text} [{category}, messageId {messageId}, receiveCount {receiveCount}]", line.Template);
        Assert.Equal(["""Got {"id":"{messageId}"}""", "Notes", "m0", 2], line.Args);
    }

    [Fact]
    public async Task Numbers_stay_numbers_and_other_values_are_text()
    {
        RecordingLogger.LogEntry line = await Lines.OneAsync(static logger => logger.LogInformation(
            "{A} {B} {C} {D} {E} {F}", 1L, 1.5, 2m, true, Guid.Empty, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)));

        Assert.Equal([1L, 1.5, 2m, true, "00000000-0000-0000-0000-000000000000", "2026-01-02T03:04:05.0000000Z"], line.Args[..6]);
    }

    [Fact]
    public async Task A_value_that_is_to_be_serialized_reaches_the_runtime_unless_its_text_has_several_lines()
    {
        var point = new Point(1, 2);
        int[] list = [1, 2];

        RecordingLogger.LogEntry line = await Lines.OneAsync(logger => logger.LogInformation("{@A} {@B} {@C}", point, list, new Lines2()));

        Assert.StartsWith("{@A} {@B} {@C} [", line.Template, StringComparison.Ordinal);
        Assert.Same(point, line.Args[0]);
        Assert.Same(list, line.Args[1]);
        Assert.Equal("one two", line.Args[2]);
    }

    [Fact]
    public async Task Names_that_the_runtime_writes_itself_are_changed()
    {
        RecordingLogger.LogEntry line = await Lines.OneAsync(static logger => logger.LogInformation("{message} {timestamp} {requestId}", 1, 2, 3));

        Assert.StartsWith("{message_} {timestamp_} {requestId_} [", line.Template, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_generated_method_binds_its_values_by_name()
    {
        RecordingLogger.LogEntry line = await Lines.OneAsync(static logger => Copied(logger, "from here", "to there", 3));

        Assert.Equal("Error: to there has what was from here. to there! [Notes, messageId m0, receiveCount 2, attempt 3]", line.Text);
    }

    [Fact]
    public async Task A_long_value_and_a_long_text_are_cut()
    {
        string text = new('x', 10_000);
        RecordingLogger.LogEntry[] lines = await Lines.OfAsync(logger =>
        {
            logger.LogInformation("{A}", text);
            logger.LogInformation(text);
            logger.LogInformation("{A}", Enumerable.Range(0, int.MaxValue));
        });

        Assert.Equal(3, lines.Length);
        Assert.All(lines, static line => Assert.InRange(line.Text.Length, 8_000, 8_200));
    }

    [Theory]
    [InlineData("too few values")]
    [InlineData("a value that throws")]
    public async Task A_line_that_cannot_be_written_is_told_and_harms_nobody(string what)
    {
        RecordingLogger.LogEntry[] lines = await Lines.OfAsync(logger =>
        {
            if (what == "too few values")
            {
                logger.LogInformation("{A} {B}", 1);
            }
            else
            {
                logger.LogError(new TimeoutException("Too slow."), "{A}", new Unspeakable());
            }

            logger.LogInformation("next");
        });

        Assert.Equal(
            what == "too few values"
                ? "Information: {A} {B} (a value could not be written: IndexOutOfRangeException) [Notes]"
                : "Error: {A} (a value could not be written: InvalidOperationException) [Notes]",
            lines[0].Text);
        Assert.Equal(what == "too few values" ? null : "Too slow.", lines[0].Exception?.Message);
        Assert.Equal($"Information: next{Lines.Tail}", lines[1].Text);
    }

    [Fact]
    public async Task Numbers_and_times_are_written_alike_in_every_culture()
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
        try
        {
            RecordingLogger.LogEntry line = await Lines.OneAsync(static logger => logger.LogInformation("{A:F1} {B}", 1.5, new[] { 2.5 }));

            Assert.Equal(["1.5", "2.5"], line.Args[..2]);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

#pragma warning disable SYSLIB1015 // A value without a place is the point.
    [LoggerMessage(LogLevel.Error, "{Target} has what was {Source}. {Target}!")]
    private static partial void Copied(ILogger logger, string source, string target, int attempt);
#pragma warning restore SYSLIB1015

    private sealed record Point(int X, int Y);

    private sealed class Lines2
    {
        public override string ToString() => "one\ntwo";
    }

    private sealed class Unspeakable
    {
        public override string ToString() => throw new InvalidOperationException("No words.");
    }
}
