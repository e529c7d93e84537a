using Microsoft.Extensions.Logging;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Hosting.Tests.Logging;

/// <summary>An exception reaches Lambda's logger, unless its text could forge lines of the log.</summary>
public sealed class ExceptionTests
{
    [Fact]
    public async Task An_exception_is_passed_on()
    {
        var exception = new InvalidOperationException("It broke.");

        RecordingLogger.LogEntry line = await Lines.OneAsync(logger => logger.LogError(exception, "Order {OrderId} failed", 17));

        Assert.Same(exception, line.Exception);
        Assert.Equal($"Error: Order 17 failed{Lines.Tail}", line.Text);
    }

    [Fact]
    public async Task An_exception_of_several_lines_becomes_part_of_the_line()
    {
        RecordingLogger.LogEntry line = await Lines.OneAsync(static logger =>
        {
            try
            {
                throw new InvalidOperationException("one\nError: forged {x}");
            }
            catch (InvalidOperationException exception)
            {
                logger.LogError(exception, "Order {OrderId} failed", 17);
            }
        });

        Assert.Null(line.Exception);
        Assert.EndsWith("] {errorType}: {errorMessage} {stackTrace}", line.Template, StringComparison.Ordinal);
        Assert.Equal(["System.InvalidOperationException", "one Error: forged {x}"], line.Args[4..6]);
        Assert.StartsWith("at SqsLambda.Hosting.Tests.Logging.ExceptionTests", (string)line.Args[6], StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line.Text);
    }
}
