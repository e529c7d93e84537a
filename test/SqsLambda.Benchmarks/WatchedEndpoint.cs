using System.Globalization;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.WebConsole;
using SqsLambda.Local.WebConsole.Actions;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Benchmarks;

/// <summary>What there is of the console.</summary>
internal enum ConsoleUse
{
    None,
    NoPage,
    OnePage,
}

/// <summary>
/// An SQS endpoint in a process of its own, with or without the console. Its first line of output is its address. A line of input is a number of
/// messages to send to a queue, and to receive and delete, by ten and without HTTP. When the console has remembered all that happened, the answer is
/// a line with the CPU time that the process has taken, in microseconds, and the bytes that it has allocated.
/// </summary>
internal static class WatchedEndpoint
{
    /// <summary>The argument that starts it.</summary>
    public const string Command = "watched-endpoint";

    private const int BatchSize = 10;

    public static async Task RunAsync(ConsoleUse use)
    {
        using var regions = new SqsRegions(TimeProvider.System);
        var console = new ConsoleOptions(new MessageMemory());
        await using var journal = new MessageJournal(console.Memory, TimeProvider.System);
        using var pages = new ConsolePages(console, new LocalQueues(regions, console), new LocalQueueActions(regions, TimeProvider.System), []);
        if (use != ConsoleUse.None)
        {
            journal.Watch(regions);
        }

        await using SqsEndpoint endpoint = await SqsEndpoint.StartAsync(regions, new EndpointOptions { Pages = use == ConsoleUse.None ? null : pages });
        Console.WriteLine(endpoint.Url);
        while (await Console.In.ReadLineAsync() is { } messages)
        {
            await UseQueueAsync(regions.Default, int.Parse(messages, CultureInfo.InvariantCulture));
            await journal.FlushAsync();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{Environment.CpuUsage.TotalTime.TotalMicroseconds} {GC.GetTotalAllocatedBytes(precise: true)}"));
        }
    }

    private static async Task UseQueueAsync(SqsService sqs, int messages)
    {
        SqsQueue queue = sqs.CreateQueue("used");
        for (int sent = 0; sent < messages; sent += BatchSize)
        {
            queue.SendMessageBatch([.. Enumerable.Range(0, BatchSize).Select(static entry => new SendMessageEntry { Id = $"{entry}", MessageBody = new('x', 200) })]);
        }

        while (await queue.ReceiveAsync(BatchSize, TimeSpan.Zero, null, CancellationToken.None) is { Count: > 0 } received)
        {
            queue.DeleteMessageBatch([.. received.Select(static (message, entry) => new DeleteMessageEntry($"{entry}", message.ReceiptHandle))]);
        }
    }
}
