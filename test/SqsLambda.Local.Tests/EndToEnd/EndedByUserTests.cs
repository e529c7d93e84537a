namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>A run that is ended from the outside, as by Ctrl-C.</summary>
public sealed class EndedByUserTests
{
    private static readonly IReadOnlyDictionary<string, string> NoVariables = new Dictionary<string, string>();

    [SkippableTheory]
    [InlineData("its input is open")]
    [InlineData("its input is closed")]
    [InlineData("messages are throttled")]
    [InlineData("its terminal is closed")]
    public async Task It_ends_with_its_summary_and_exit_code_0(string state)
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        bool isThrottled = state == "messages are throttled";
        using var program = new RunningProgram(
            NoVariables, ["--port", "0", "--trace", "--send", "-", .. isThrottled ? (string[])["--reserved-concurrency", "0"] : []]);
        await program.SendAsync("""{"id":"1","text":"a"}""");
        await program.WrittenAsync(isThrottled ? "throttled" : "processed");
        if (state == "its input is closed")
        {
            program.CloseInput();
        }

        await program.SignalAsync(state == "its terminal is closed" ? "HUP" : "TERM");

        Assert.Equal(0, await program.EndAsync());
        Assert.EndsWith(isThrottled ? "sent 1" : "sent 1, processed 1", program.Output, StringComparison.Ordinal);
    }
}
