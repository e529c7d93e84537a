using System.Collections.Concurrent;

namespace SqsLambda.Batch.Tests;

/// <summary>Does for each note what its test says, and remembers what was called and what had its effect, in order.</summary>
internal sealed class ScriptedHandler : IMessageHandler<Note>
{
    private readonly Dictionary<string, Func<MessageContext, CancellationToken, Task>> _scripts = [];
    private readonly ConcurrentQueue<string> _called = new();
    private readonly ConcurrentQueue<string> _effects = new();
    private int _running;

    public IEnumerable<string> Called => _called;

    public IEnumerable<string> Effects => _effects;

    public ConcurrentDictionary<string, MessageContext> Contexts { get; } = new();

    public int MostAtOnce { get; private set; }

    public Func<Note, string?> Validation { get; set; } = static _ => null;

    public ScriptedHandler On(string id, Func<MessageContext, CancellationToken, Task> script)
    {
        _scripts[id] = script;
        return this;
    }

    public ScriptedHandler On(string id, Func<Task> script) => On(id, (_, _) => script());

    public ScriptedHandler Fails(params string[] ids)
    {
        foreach (string id in ids)
        {
            On(id, static () => Task.FromException(new InvalidOperationException("It broke.")));
        }

        return this;
    }

    public ScriptedHandler Succeeds(string id)
    {
        _scripts.Remove(id);
        return this;
    }

    public Task HandleAsync(Note message, MessageContext context, CancellationToken cancellationToken)
    {
        _called.Enqueue(message.Id);
        Contexts[message.Id] = context;
        lock (_scripts)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++_running);
        }

        return _scripts.TryGetValue(message.Id, out var script) ? RunAsync(message, script(context, cancellationToken)) : Done(message);
    }

    private void Leave()
    {
        lock (_scripts)
        {
            _running--;
        }
    }

    private Task Done(Note message)
    {
        Leave();
        _effects.Enqueue(message.Id);
        return Task.CompletedTask;
    }

    private async Task RunAsync(Note message, Task script)
    {
        try
        {
            await script;
        }
        catch
        {
            Leave();
            throw;
        }

        await Done(message);
    }
}
