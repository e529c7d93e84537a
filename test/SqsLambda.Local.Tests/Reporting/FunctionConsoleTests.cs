using SqsLambda.Local.Reporting;

namespace SqsLambda.Local.Tests.Reporting;

public sealed class FunctionConsoleTests
{
    [Fact]
    public void What_a_function_writes_to_the_console_is_part_of_its_log_until_the_run_ends()
    {
        TextWriter output = Console.Out;
        List<string> lines = [];
        using var log = new LineWriter(lines.Add);

        using (FunctionConsole.Redirect(output, log))
        {
            Console.WriteLine("from the handler");
            Console.Error.WriteLine("and its error");
        }

        Assert.Same(output, Console.Out);
        Assert.Contains("from the handler", lines);
        Assert.Contains("and its error", lines);
    }

    [Fact]
    public void A_story_that_is_written_elsewhere_leaves_the_console_alone()
    {
        using var log = new LineWriter(static _ => { });

        Assert.Null(FunctionConsole.Redirect(TextWriter.Null, log));
    }
}
