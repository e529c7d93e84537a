using System.Collections.Concurrent;
using SqsLambda.Batch;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>Fails as often for each note as it is told to, and counts its effects: one per call that does not fail.</summary>
/// <param name="failures">How often each note fails before it succeeds.</param>
internal sealed class UnsteadyHandler(IReadOnlyDictionary<string, int> failures) : IMessageHandler<Note>
{
    private readonly ConcurrentDictionary<string, int> _failuresLeft = new(failures);
    private readonly ConcurrentDictionary<string, int> _effects = new();
    private readonly ConcurrentDictionary<string, bool> _running = new();

    /// <summary>Whether it awaits something before it ends.</summary>
    public bool Waits { get; set; }

    /// <summary>Notes that were in here twice at the same time.</summary>
    public ConcurrentQueue<string> Doubled { get; } = new();

    public int EffectsOf(string id) => _effects.GetValueOrDefault(id);

    public async Task HandleAsync(Note message, MessageContext context, CancellationToken cancellationToken)
    {
        if (!_running.TryAdd(message.Id, true))
        {
            Doubled.Enqueue(message.Id);
        }

        if (Waits)
        {
            await Task.Yield();
        }

        int failuresLeft = _failuresLeft.AddOrUpdate(message.Id, -1, static (_, left) => left - 1);
        if (failuresLeft < 0)
        {
            _effects.AddOrUpdate(message.Id, 1, static (_, count) => count + 1);
        }

        _running.TryRemove(message.Id, out _);
        if (failuresLeft >= 0)
        {
            throw new InvalidOperationException("It broke.");
        }
    }
}
