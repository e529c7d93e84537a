using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using Amazon.Lambda.TestUtilities;
using Amazon.SQS;
using SqsLambda.Aws;
using SqsLambda.Aws.Settings;
using SqsLambda.Batch;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Sqs.Queues;
using SqsLambda.Local.Tests.Http;
using SqsLambda.TestFunction;
using SqsLambda.TestFunction.Memos;

namespace SqsLambda.Local.Tests.EndToEnd;

/// <summary>The function on the clock of an endpoint: it is handed what a queue there holds, as Lambda does it.</summary>
internal sealed class QueueFunction(MovedClockEndpoint endpoint) : IDisposable
{
    private readonly StringWriter _log = new();

    /// <summary>What it wrote, in Lambda's text format.</summary>
    public string Log => _log.ToString();

    /// <summary>Receives what can be received.</summary>
    public async Task<PolledMessage[]> ReceiveAsync(SdkQueue queue)
    {
        List<PolledMessage> received = [];
        while (await SourceOf(queue).ReceiveAsync(10, TimeSpan.Zero, null, CancellationToken.None) is { Count: > 0 } messages)
        {
            received.AddRange(messages);
        }

        return [.. received];
    }

    /// <summary>Handles what was received as one batch, and deletes what the response does not list.</summary>
    /// <returns>The ids in the response.</returns>
    public async Task<string[]> HandleAsync(
        SdkQueue queue,
        IReadOnlyList<PolledMessage> received,
        FunctionSettings settings,
        IMessageHandler<Memo>? handler = null,
        IAmazonSQS? sqs = null,
        IIdempotencyStore? store = null)
    {
        var writer = new SqsEventWriter(SourceOf(queue));
        using var stream = new MemoryStream(SqsEventWriter.WriteEvent([.. received.Select(message => writer.WriteRecord(message, hasWindow: false))]));
        var serializer = new SourceGeneratorLambdaJsonSerializer<FunctionJsonContext>();
        var services = new FunctionServices
        {
            Settings = settings,
            Runtime = new(endpoint.Time),
            Sqs = sqs ?? endpoint.Sqs,
            Store = store ?? new InMemoryIdempotencyStore(settings.IdempotencyExpiration, settings.IdempotencyMaxRecords, endpoint.Time),
        };
        var function = new MemoFunction(services, handler ?? new MemoList());

        SQSBatchResponse response = await function.FunctionHandler(
            serializer.Deserialize<SQSEvent>(stream), new TestLambdaContext { RemainingTime = TimeSpan.FromSeconds(30), Logger = (ILambdaLogger)LambdaContextAdapter.LoggerOf(typeof(ILambdaLogger), new FunctionLog(_log)) });
        string[] returned = [.. response.BatchItemFailures.Select(static failure => failure.ItemIdentifier)];
        foreach (PolledMessage[] done in received.Where(message => !returned.Contains(message.MessageId)).Chunk(10))
        {
            await SourceOf(queue).DeleteAsync(done);
        }

        return returned;
    }

    /// <summary>For how much longer a message that was received is hidden.</summary>
    public double SecondsHidden(SdkQueue queue, PolledMessage message) =>
        (endpoint.QueueOf(queue.Url).VisibleAgainAt(message.ReceiptHandle)!.Value - endpoint.Time.GetUtcNow()).TotalSeconds;

    public void Dispose() => _log.Dispose();

    private LocalEventSource SourceOf(SdkQueue queue)
    {
        SqsQueue local = endpoint.QueueOf(queue.Url);
        return new(local);
    }
}
