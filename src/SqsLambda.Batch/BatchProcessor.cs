using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Pipeline;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch;

/// <summary>
/// Processes the batches of an SQS event source mapping. It reads each message and calls the handler. It returns the ids of the messages that are
/// not done, so that only those messages come back.
/// </summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
/// <remarks>
/// One instance serves all invocations, including concurrent ones. The event source mapping must have <c>ReportBatchItemFailures</c> in its
/// <c>FunctionResponseTypes</c>. Without it Lambda ignores the response and deletes every message. (Lambda Developer Guide, "Handling errors for
/// an SQS event source in Lambda".)
/// </remarks>
public sealed class BatchProcessor<TMessage>
{
    private readonly IMessageHandler<TMessage> _handler;
    private readonly BatchOptions _options;
    private readonly BodyReader<TMessage> _reader;
    private readonly IIdempotencyStore? _store;
    private readonly IdempotencyKeys<TMessage>? _keys;
    private readonly Claims<TMessage>? _claims;
    private readonly Exception? _failure;

    /// <summary>Creates a processor.</summary>
    /// <param name="reader">Reads the body of a message, for example <c>MessageReader.Json(OrderJsonContext.Default.Order)</c>.</param>
    /// <param name="handler">Handles a message.</param>
    /// <param name="idempotency">
    /// Prevents a message from having its effect twice. Use <see langword="null"/> if the handler itself is idempotent.
    /// </param>
    /// <param name="options">How a batch is processed.</param>
    /// <exception cref="ArgumentNullException"><paramref name="reader"/> or <paramref name="handler"/> is <see langword="null"/>.</exception>
    public BatchProcessor(
        MessageReader<TMessage> reader,
        IMessageHandler<TMessage> handler,
        IdempotencyOptions<TMessage>? idempotency = null,
        BatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(handler);
        _reader = new(reader);
        _handler = handler;
        _options = options ?? new();
        if (idempotency is not null)
        {
            _store = idempotency.Store;
            _keys = new(idempotency);
            _claims = new(idempotency);
        }
    }

    private BatchProcessor(Exception failure)
    {
        _failure = failure;
        (_reader, _handler, _options) = (null!, null!, new());
    }

    /// <summary>Processes one batch. Calls may be concurrent.</summary>
    /// <param name="sqsEvent">The event. If it has no records, the response is empty.</param>
    /// <param name="context">The context of the invocation. Its <see cref="ILambdaContext.RemainingTime"/> sets the deadline.</param>
    /// <returns>The ids of the messages to return to the queue, each id once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <see langword="null"/>.</exception>
    /// <exception cref="BatchFailedException">
    /// Every message of the batch failed, and <see cref="FailurePolicy.ThrowOnFullBatchFailure"/> is <see langword="true"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A record without a message id was not processed. The response cannot name it, so the whole batch must fail to keep it in the queue.
    /// </exception>
    public async Task<SQSBatchResponse> ProcessAsync(SQSEvent? sqsEvent, ILambdaContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_failure is not null)
        {
            throw _failure;
        }

        if (sqsEvent?.Records is not { Count: > 0 } records)
        {
            return new SQSBatchResponse();
        }

        using var invocation = new Invocation(context, _options.Observers, _options.Runtime);
        var batch = new MessageBatch<TMessage>(records!, context.Logger);
        try
        {
            await ProcessAsync(batch, invocation).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            invocation.Log.Fault(exception);
        }

        SQSBatchResponse response = Answer.Of(batch, invocation);
        return _options.Failures.ThrowOnFullBatchFailure && FullFailure.Of(batch) is { } failure ? throw failure : response;
    }

    internal static BatchProcessor<TMessage> Failing(Exception failure) => new(failure);

    private async ValueTask ProcessAsync(MessageBatch<TMessage> batch, Invocation invocation)
    {
        if (invocation.Deadline.Stop.IsCancellationRequested)
        {
            batch.DecideRest(Reasons.NoTimeGiven);
            return;
        }

        _reader.Read(batch, invocation.Deadline.Stop);
        _keys?.Compute(batch, invocation.Deadline.Stop);
        Coalescer.Coalesce(batch, byIdempotencyKey: _keys is not null);
        Lanes? fifo = Lanes.Of(batch);
        var settling = new Settling<TMessage>(batch, fifo, _store, _options.Failures, invocation);
        if (_claims is not null)
        {
            await _claims.ClaimAsync(batch, fifo, settling.DeadLettersInTurn, invocation).ConfigureAwait(false);
        }

        await new HandlerRunner<TMessage>(_handler, _options, batch, fifo, settling, invocation).RunAsync().ConfigureAwait(false);
        await settling.SettleAsync().ConfigureAwait(false);
    }
}

/// <summary>Creates special processors.</summary>
public static class BatchProcessor
{
    /// <summary>
    /// Creates a processor that fails every invocation. Use it if the configuration of the function is not valid. No message is processed, so no
    /// message is lost.
    /// </summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="failure">The exception that every invocation throws. Lambda reports its message.</param>
    /// <returns>The processor.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="failure"/> is <see langword="null"/>.</exception>
    public static BatchProcessor<TMessage> Failing<TMessage>(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return BatchProcessor<TMessage>.Failing(failure);
    }
}
