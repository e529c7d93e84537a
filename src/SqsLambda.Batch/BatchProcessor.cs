using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Batch.Failures;
using SqsLambda.Batch.Idempotency;
using SqsLambda.Batch.Metrics;

namespace SqsLambda.Batch;

/// <summary>
/// Takes the batch of an SQS event source mapping through parse, key, coalesce, claim, run, settle and answer, and returns the messages
/// that are not known to be done, so that only those become visible again.
/// </summary>
/// <typeparam name="TMessage">The type that a message body is deserialized to.</typeparam>
/// <remarks>
/// One instance serves many invocations, also at the same time. The event source mapping must have
/// <c>ReportBatchItemFailures</c> in its <c>FunctionResponseTypes</c>; without it Lambda ignores the response and deletes every message.
/// </remarks>
public sealed class BatchProcessor<TMessage>
{
    private readonly IMessageHandler<TMessage> _handler;
    private readonly BatchOptions _options;
    private readonly IIdempotencyStore? _store;
    private readonly TimeProvider _timeProvider;
    private readonly IBatchObserver? _observer;
    private readonly MessageParser<TMessage> _parser;
    private readonly IdempotencyKeys<TMessage>? _keys;
    private readonly Claims<TMessage>? _claims;

    /// <summary>Creates a processor.</summary>
    /// <param name="handler">What a message means.</param>
    /// <param name="messageType">How a body is read: source-generated JSON metadata.</param>
    /// <param name="options">How a batch is processed.</param>
    /// <param name="idempotency">
    /// How an effect is kept from happening twice; <see langword="null"/> for a handler that is idempotent by itself.
    /// </param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="observer">Is told what became of each message.</param>
    /// <exception cref="ArgumentException">An argument is missing, or <paramref name="idempotency"/> lacks something.</exception>
    public BatchProcessor(
        IMessageHandler<TMessage> handler,
        JsonTypeInfo<TMessage> messageType,
        BatchOptions options,
        IdempotencyOptions<TMessage>? idempotency = null,
        TimeProvider? timeProvider = null,
        IBatchObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ArgumentNullException.ThrowIfNull(messageType);
        ArgumentNullException.ThrowIfNull(options);
        idempotency?.Validate();
        _handler = handler;
        _options = options;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _observer = observer;
        _parser = new(messageType, handler);
        if (idempotency is not null)
        {
            _store = idempotency.Store;
            _keys = new(idempotency, messageType.Options);
            _claims = new(idempotency, _timeProvider);
        }
    }

    /// <summary>Processes one batch.</summary>
    /// <param name="sqsEvent">The event. One without records is answered with an empty response.</param>
    /// <param name="context">The context of the invocation; its <see cref="ILambdaContext.RemainingTime"/> sets the deadline.</param>
    /// <returns>The messages to return to the queue, each once.</returns>
    /// <exception cref="ArgumentNullException">There is no <paramref name="context"/>.</exception>
    /// <exception cref="BatchFailedException">The batch failed wholly, and <see cref="FailurePolicy.ThrowOnFullBatchFailure"/> asks for this.</exception>
    /// <exception cref="InvalidOperationException">
    /// A record that has no message id was not processed: the whole batch has to fail, as nothing else keeps that message.
    /// </exception>
    public async Task<SQSBatchResponse> ProcessAsync(SQSEvent? sqsEvent, ILambdaContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (sqsEvent?.Records is not { Count: > 0 } records)
        {
            return new SQSBatchResponse();
        }

        var tally = new BatchTally(context.FunctionName ?? "", _timeProvider);
        var log = new BatchLog(new SafeLogger(context.Logger), _observer, tally);
        var batch = new MessageBatch<TMessage>(records!, context.Logger);
        var deadline = new Deadline(context.RemainingTime, _timeProvider, log);
        bool hasEnded = false;
        try
        {
            hasEnded = await ProcessAsync(batch, deadline, tally, log);
        }
        catch (Exception exception)
        {
            log.Fault(exception);
        }

        SQSBatchResponse response;
        try
        {
            response = Answer.Of(batch, log, _observer);
        }
        finally
        {
            log.Summary(tally.Sum(batch));
        }

        BatchFailedException? failure = _options.Failures.ThrowOnFullBatchFailure ? FullFailure.Of(batch) : null;

        // What still runs keeps its timers and its place.
        if (hasEnded)
        {
            deadline.Dispose();
            batch.Dispose();
        }

        return failure is null ? response : throw failure;
    }

    /// <returns>Whether nothing runs any more.</returns>
    private async ValueTask<bool> ProcessAsync(MessageBatch<TMessage> batch, Deadline deadline, BatchTally tally, BatchLog log)
    {
        if (deadline.Stop.IsCancellationRequested)
        {
            batch.DecideRest(Reasons.NoTimeGiven);
            return true;
        }

        FailurePolicy failures = _options.Failures;
        var outages = new OutageBreaker(failures.StopAfterConsecutiveOutages);
        var deadLetters = failures.DeadLetters is { } queue ? new DeadLettering(queue, deadline, log) : null;
        string owner = _store is null ? "" : Guid.NewGuid().ToString("N");
        var settlements = _store is null ? null : new Settlements(_store, owner, deadline, _timeProvider, log);

        _parser.Parse(batch);
        _keys?.Compute(batch);
        Coalescer.Coalesce(batch, byIdempotencyKey: _store is not null);
        FifoLanes? fifo = batch.IsFifo ? FifoLanes.Of(batch) : null;
        if (_claims is not null)
        {
            long asked = tally.Now();
            await _claims.ClaimAsync(batch, fifo, groupsGoOn: deadLetters is not null, owner, deadline, log);
            tally.StoreWaited(asked);
        }

        var runner = new HandlerRunner<TMessage>(_handler, batch, fifo, settlements, deadLetters, outages, deadline, log);
        bool hasEnded = await runner.RunAsync(_options.MaxDegreeOfParallelism);
        ValueTask<bool> settling = SettleAsync(settlements, tally);
        if (deadLetters is not null && fifo is null)
        {
            await deadLetters.SendAllAsync(batch);
        }

        hasEnded &= await settling;
        if (failures.Visibility is { } visibility)
        {
            var delays = new RetryDelays(failures, outages, new(_timeProvider.GetUtcNow(), deadline.Elapsed));
            await new ReturnedMessages(visibility, delays, deadline, log).HideAsync(batch, fifo);
        }

        if (hasEnded)
        {
            settlements?.Dispose();
        }

        return hasEnded;
    }

    /// <returns>Whether nothing is left to settle.</returns>
    private static async ValueTask<bool> SettleAsync(Settlements? settlements, BatchTally tally)
    {
        if (settlements is null)
        {
            return true;
        }

        long since = tally.Now();
        bool isSettled = await settlements.FlushAsync();
        tally.StoreWaited(since);
        return isSettled;
    }
}
