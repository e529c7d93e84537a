using SqsLambda.Local.Hosting.Children;

namespace SqsLambda.Local.Tests.Hosting;

public sealed class OutputLinesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("one", "one")]
    [InlineData("one\n", "one")]
    [InlineData("one\r\n\r\ntwo\n\nthree", "one", "", "two", "", "three")]
    public async Task Output_is_read_line_by_line(string output, params string[] lines) => Assert.Equal(lines, await LinesAsync(output));

    [Fact]
    public async Task A_line_without_an_end_is_cut()
    {
        string line = new('a', OutputLines.MaxLength);

        Assert.Equal([line, "b", "c"], await LinesAsync($"{line}b\nc"));
        Assert.Equal([line, line, "b"], await LinesAsync($"{line}{line}b"));
        Assert.Equal([line[1..] + "\U0001F600", "b"], await LinesAsync($"{line[1..]}\U0001F600b"));
    }

    private static async Task<List<string>> LinesAsync(string output)
    {
        List<string> lines = [];
        await OutputLines.CopyAsync(new StringReader(output), lines.Add);
        return lines;
    }
}
