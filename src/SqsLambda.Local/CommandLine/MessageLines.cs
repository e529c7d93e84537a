using SqsLambda.Local.Hosting;
using SqsLambda.Local.Reporting;

namespace SqsLambda.Local.CommandLine;

/// <summary>The messages to send, one a line: a file, standard input, or the samples of the function.</summary>
internal sealed class MessageLines(string name, TextReader reader) : IDisposable
{
    private const string FifoGroup = "local";

    // The queue may remember the deduplication ids of the run before.
    private readonly string _run = Guid.NewGuid().ToString("N");

    /// <summary>No messages.</summary>
    public static MessageLines None => new("nothing", TextReader.Null);

    /// <summary>The samples of a function.</summary>
    public static MessageLines Of(SampleMessages samples) => new("the samples", new StringReader(string.Join('\n', samples.Lines)));

    /// <param name="file">A path, or <c>-</c> for standard input.</param>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static MessageLines Open(string file)
    {
        try
        {
            return file switch
            {
                "-" => new("standard input", new StreamReader(Console.OpenStandardInput(), Console.InputEncoding)),
                _ => new(file, new StreamReader(file)),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"{file} cannot be read: {exception.Message}");
        }
    }

    /// <summary>
    /// Sends each line as a message; empty lines are none. In a FIFO queue they are one group, each with a deduplication id of its own, so
    /// that order is kept and nothing is swallowed.
    /// </summary>
    /// <returns>How many lines SQS refused; each is named on <paramref name="error"/>, and the others are sent all the same.</returns>
    public async Task<int> SendAsync(IRunQueue queue, RunReport report, TextWriter error, CancellationToken cancellationToken)
    {
        bool isFifo = queue.Source.IsFifo;
        int rejected = 0;
        int number = 0;
        try
        {
            while (await ReadLineAsync(cancellationToken) is { } line)
            {
                number++;
                if (line.Length == 0)
                {
                    continue;
                }

                SendOutcome sent = default;
                report.OnSending();
                try
                {
                    sent = await queue.SendAsync(line, isFifo ? FifoGroup : null, isFifo ? $"{_run}-{number}" : null, cancellationToken);
                }
                finally
                {
                    report.OnSent(sent.MessageId, line);
                }

                if (sent.Refusal is not null)
                {
                    rejected++;
                    await error.WriteLineAsync($"line {number} of {name} was not sent: {sent.Refusal}");
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C while standard input is open.
        }

        return rejected;
    }

    public void Dispose() => reader.Dispose();

    // A read of the console cannot be cancelled, only left behind.
    private Task<string?> ReadLineAsync(CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested
        ? Task.FromCanceled<string?>(cancellationToken)
        : reader.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(cancellationToken);
}
