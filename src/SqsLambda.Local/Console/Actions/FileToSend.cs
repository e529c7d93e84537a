using System.Globalization;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sending;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.WebConsole.Actions;

/// <summary>Sends each line of an uploaded file, as <c>--send</c> does.</summary>
internal static class FileToSend
{
    /// <summary>The size of a file: 5 MiB. As Base64 it fits in a request.</summary>
    public const int MaxBytes = 5 * 1024 * 1024;

    /// <summary>The lines of a file: as many as the console remembers messages.</summary>
    public const int MaxLines = MessageMemory.MaxMessages;

    private const int MaxToldLines = 5;

    /// <param name="request">The file.</param>
    /// <param name="queueName">Where to.</param>
    /// <param name="send">Sends a body with a group id and a deduplication id.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public static async ValueTask<ActionAnswer> SendAsync(
        FileActionRequest request, string queueName, Func<string, string?, string?, Task<SendOutcome>> send, CancellationToken cancellationToken)
    {
        string name = request.Name is { Length: > 0 } given ? given : "the file";
        byte[] content = request.Content ?? [];
        if (content.Length > MaxBytes || content.AsSpan().Count((byte)'\n') >= MaxLines)
        {
            return ActionAnswer.Refused(
                string.Create(CultureInfo.InvariantCulture, $"{name} is too large: allowed are {MaxBytes} bytes and {MaxLines} lines. --send has no such limit."),
                StatusCodes.Status413PayloadTooLarge);
        }

        List<string> refusals = [];
        using var lines = MessageLines.Of(name, content);
        int sent = await lines.SendAsync(
            QueueName.IsFifo(queueName),
            send,
            refusal =>
            {
                refusals.Add(refusal);
                return Task.CompletedTask;
            },
            cancellationToken);
        string told = $"sent {ActionText.Messages(sent)} from {name} to {queueName}";
        return cancellationToken.IsCancellationRequested ? ActionAnswer.Done($"{told}, and not the rest, as the page was closed")
            : refusals.Count == 0 && sent == 0 ? ActionAnswer.Refused($"{name} has no line with a message.")
            : refusals.Count == 0 ? ActionAnswer.Done(told)
            : ActionAnswer.Refused(
                $"{told}; {string.Join("; ", refusals.Take(MaxToldLines))}{(refusals.Count > MaxToldLines ? $"; and {refusals.Count - MaxToldLines} lines more" : "")}");
    }
}
