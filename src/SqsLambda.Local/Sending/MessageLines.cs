using System.Text;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Sending;

/// <summary>The messages to send, one a line: a file, standard input, or the samples of the function.</summary>
/// <param name="name">What the user calls them.</param>
/// <param name="reader">Reads them.</param>
/// <param name="file">The file that they are read from, if it is one.</param>
internal sealed class MessageLines(string name, TextReader reader, FileStream? file = null) : IDisposable
{
    private const string FifoGroup = "local";

    // SQS takes no such character, so it marks bytes that are not text in the file's encoding.
    private const string NoText = "\uffff";

    private static readonly Encoding Utf8 = Marking(Encoding.UTF8);

    // The queue may remember the deduplication ids of the run before.
    private readonly string _run = Guid.NewGuid().ToString("N");

    private volatile bool _isSent;

    /// <summary>Whether different messages are in different groups of a FIFO queue, so that none waits for another.</summary>
    private bool AreIndependent { get; init; }

    /// <summary>Which part of a file has been read, from 0 to 1; <see langword="null"/> if it is no file, or all of it has been sent.</summary>
    public double? Progress => file is { CanSeek: true, Length: > 0 } && !_isSent ? (double)file.Position / file.Length : null;

    /// <summary>No messages.</summary>
    public static MessageLines None => new("nothing", TextReader.Null);

    /// <summary>The samples of a function.</summary>
    public static MessageLines Of(SampleMessages samples) => new("the samples", new StringReader(string.Join('\n', samples.Lines))) { AreIndependent = true };

    /// <summary>A file that was uploaded.</summary>
    public static MessageLines Of(string name, byte[] content) => new(name, new StreamReader(new MemoryStream(content), Utf8));

    /// <param name="file">A path, or <c>-</c> for standard input.</param>
    /// <exception cref="UsageException">The file cannot be read.</exception>
    public static MessageLines Open(string file)
    {
        try
        {
            return file switch
            {
                "-" => new("standard input", new StreamReader(Console.OpenStandardInput(), Marking(Console.InputEncoding))),
                _ => OpenFile(file),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UsageException($"--send is {file}, which cannot be read: {exception.Message}");
        }
    }

    /// <summary>
    /// Sends each line as a message; empty lines are none. In a FIFO queue the lines of a user are one message group, which keeps their order. Each
    /// message has a deduplication id of its own, so that SQS accepts two equal lines.
    /// </summary>
    /// <param name="isFifo">Whether the queue is a FIFO queue.</param>
    /// <param name="send">Sends a body with a group id and a deduplication id.</param>
    /// <param name="refused">Is told of each line that SQS refused; the others are sent all the same.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    /// <returns>How many messages were sent.</returns>
    public async Task<int> SendAsync(
        bool isFifo, Func<string, string?, string?, Task<SendOutcome>> send, Func<string, Task> refused, CancellationToken cancellationToken)
    {
        Dictionary<string, int> firstNumbers = [];
        int sentCount = 0;
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

                if (line.Contains(NoText, StringComparison.Ordinal))
                {
                    await refused($"line {number} of {name} was not sent: it is not UTF-8 text");
                    continue;
                }

                string group = AreIndependent ? $"{FifoGroup}-{NumberOfFirst(line)}" : FifoGroup;
                SendOutcome sent = await send(line, isFifo ? group : null, isFifo ? $"{_run}-{number}" : null);
                if (sent.Refusal is null)
                {
                    sentCount++;
                }
                else
                {
                    await refused($"line {number} of {name} was not sent: {sent.Refusal}");
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C while standard input is open.
        }

        _isSent = true;
        return sentCount;

        int NumberOfFirst(string line) => firstNumbers.TryAdd(line, number) ? number : firstNumbers[line];
    }

    public void Dispose() => reader.Dispose();

    private static MessageLines OpenFile(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new(path, new StreamReader(file, Utf8), file);
    }

    private static Encoding Marking(Encoding encoding) =>
        Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, new DecoderReplacementFallback(NoText));

    // A read of the console cannot be cancelled, only left behind.
    private Task<string?> ReadLineAsync(CancellationToken cancellationToken) => cancellationToken.IsCancellationRequested
        ? Task.FromCanceled<string?>(cancellationToken)
        : reader.ReadLineAsync(CancellationToken.None).AsTask().WaitAsync(cancellationToken);
}
