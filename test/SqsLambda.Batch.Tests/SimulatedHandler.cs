using System.Globalization;
using CsCheck;
using SqsLambda.Batch.Failures;

namespace SqsLambda.Batch.Tests;

/// <summary>A handler whose calls end when the simulation says so, some at once, and which notices when one key runs twice at the same time.</summary>
internal sealed class SimulatedHandler(Delivery delivery, PCG chance) : IMessageHandler<Note>
{
    private readonly int[] _failuresLeft = [.. delivery.Failures];
    private readonly List<Call> _calls = [];

    /// <summary>The keys whose effect happened, in order.</summary>
    public List<int> Effects { get; } = [];

    public bool RanTwiceAtOnce { get; private set; }

    public Task HandleAsync(Note message, MessageContext context, CancellationToken cancellationToken)
    {
        int key = int.Parse(message.Id, CultureInfo.InvariantCulture);
        RanTwiceAtOnce |= _calls.Exists(call => call.Key == key);
        if (chance.Next(3) == 0)
        {
            Act(key);
            return Task.CompletedTask;
        }

        var call = new Call(key, cancellationToken);
        _calls.Add(call);
        return call.End.Task;
    }

    /// <summary>Lets any one call come to its end.</summary>
    public bool EndAny()
    {
        if (_calls.Count == 0)
        {
            return false;
        }

        End(_calls[(int)chance.Next((uint)_calls.Count)]);
        return true;
    }

    /// <summary>At the cancellation some end as if nothing had happened, some break off, and some do not notice.</summary>
    public void EndSomeAtCancellation()
    {
        foreach (Call call in _calls.ToArray())
        {
            switch (chance.Next(3))
            {
                case 0:
                    End(call);
                    break;
                case 1:
                    _calls.Remove(call);
                    call.End.SetCanceled(call.CancellationToken);
                    break;
            }
        }
    }

    /// <summary>What has not ended by the answer ends late or, with the process, never.</summary>
    public void EndLateCalls()
    {
        foreach (Call call in _calls.ToArray())
        {
            if (chance.Next(2) == 0)
            {
                End(call);
            }
        }

        _calls.Clear();
    }

    private void End(Call call)
    {
        _calls.Remove(call);
        try
        {
            Act(call.Key);
        }
        catch (Exception exception)
        {
            call.End.SetException(exception);
            return;
        }

        call.End.SetResult();
    }

    private void Act(int key)
    {
        if (delivery.Refused[key])
        {
            throw new PermanentFailureException("Refused.");
        }

        if (_failuresLeft[key]-- > 0)
        {
            throw chance.Next(3) == 0 ? new DependencyUnavailableException("down", TimeSpan.FromSeconds(50)) : new InvalidOperationException("It broke.");
        }

        Effects.Add(key);
    }

    /// <summary>A call that has not ended. Its continuations run at once, so that one seed has one course.</summary>
    private sealed record Call(int Key, CancellationToken CancellationToken)
    {
        public TaskCompletionSource End { get; } = new();
    }
}
