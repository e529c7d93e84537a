using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Pipeline;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch;

/// <summary>
/// Processes the batches of an SQS event source mapping. It reads each message, handles it once, and returns the messages that are not known
/// to be done, so that only those come back.
/// </summary>
/// <typeparam name="TMessage">The type of the message.</typeparam>
/// <remarks>
/// One instance serves many invocations, also at the same time. The event source mapping must have <c>ReportBatchItemFailures</c> in its
/// <c>FunctionResponseTypes</c>. Without it Lambda ignores the response and deletes every message.
/// (Lambda Developer Guide, "Handling errors for an SQS event source in Lambda".)
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
    /// Keeps the effect of a message from happening twice; <see langword="null"/> for a handler that is idempotent by itself.
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

    /// <summary>Processes one batch.</summary>
    /// <param name="sqsEvent">The event. One without records is answered with an empty response.</param>
    /// <param name="context">The context of the invocation. Its <see cref="ILambdaContext.RemainingTime"/> sets the deadline.</param>
    /// <returns>The messages to return to the queue, each once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <see langword="null"/>.</exception>
    /// <exception cref="BatchFailedException">
    /// Every message of the batch failed, and <see cref="FailurePolicy.ThrowOnFullBatchFailure"/> asks for this exception.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A record without a message id was not processed. The whole batch has to fail, because nothing else keeps that message.
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

        _reader.Read(batch);
        _keys?.Compute(batch);
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
    /// A processor that fails every invocation, for a function that is not configured correctly. No message is touched, so none is lost.
    /// </summary>
    /// <typeparam name="TMessage">The type of the message.</typeparam>
    /// <param name="failure">What every invocation throws. Its message is what Lambda reports.</param>
    /// <returns>The processor.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="failure"/> is <see langword="null"/>.</exception>
    public static BatchProcessor<TMessage> Failing<TMessage>(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return BatchProcessor<TMessage>.Failing(failure);
    }
}
