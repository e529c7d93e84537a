using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Mapping;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Running;
using SqsLambda.Local.Sending;
using SqsLambda.Local.Tests.CommandLine;
using SqsLambda.Local.Tests.Mapping;

namespace SqsLambda.Local.Tests.Running;

public sealed class RunLoopTests : IEventSourceMappingObserver, IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly FakeTimeProvider _time = new();
    private readonly RecordingWriter _output = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _invoked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault;

    [Fact]
    public async Task What_is_under_way_when_the_user_ends_the_run_is_waited_for_but_not_for_ever()
    {
        Task<int> running = RunAsync(TextReader.Null, static _ => new TaskCompletionSource<InvocationResult>().Task);
        await _invoked.Task.WaitAsync(Bound);

        await _stop.CancelAsync();
        _time.Advance(RunLoop.LastWait - TimeSpan.FromMilliseconds(1));
        Assert.False(running.IsCompleted);
        await AdvanceUntilAsync(running);

        Assert.Equal(0, await running);
        Assert.Contains("Abandoned 5 s after the end of the run, while still under way", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ends_in_time_is_seen_through()
    {
        var answer = new TaskCompletionSource<InvocationResult>();
        var queue = new FakeQueue();
        Task<int> running = RunAsync(TextReader.Null, _ => answer.Task, queue);
        await _invoked.Task.WaitAsync(Bound);

        await _stop.CancelAsync();
        answer.SetResult(new("{}"u8.ToArray(), FunctionError: null));

        Assert.Equal(0, await running.WaitAsync(Bound));
        Assert.Equal(["a"], queue.Deleted);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public async Task The_user_ends_a_run_whose_input_is_still_open()
    {
        using var open = new OpenReader();
        Task<int> running = RunAsync(open, static _ => Task.FromResult(new InvocationResult("{}"u8.ToArray(), FunctionError: null)));
        await _invoked.Task.WaitAsync(Bound);

        await _stop.CancelAsync();

        Assert.Equal(0, await running.WaitAsync(Bound));
    }

    [Fact]
    public async Task A_fault_of_the_mapping_ends_a_run_whose_input_is_still_open()
    {
        _fault = new InvalidOperationException("broken");
        using var open = new OpenReader();

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(
            () => RunAsync(open, static _ => Task.FromResult(new InvocationResult("{}"u8.ToArray(), FunctionError: null))).WaitAsync(Bound));

        Assert.Same(_fault, thrown);
    }

    void IEventSourceMappingObserver.OnInvoked(IReadOnlyList<PolledMessage> batch)
    {
        if (_fault is not null)
        {
            throw _fault;
        }
    }

    public void Dispose()
    {
        _output.Dispose();
        _stop.Dispose();
    }

    private async Task<int> RunAsync(TextReader input, BatchInvocation invoke, FakeQueue? source = null)
    {
        source ??= new FakeQueue();
        source.Then(FakeQueue.Message("a"));
        BatchInvocation signalling = batch =>
        {
            _invoked.TrySetResult();
            return invoke(batch);
        };
        using var lines = new MessageLines("input", input);
        await using var queue = new FakeRunQueue(source);
        await using var report = new RunReport(new PlainScreen(_output, TextWriter.Null), isTracing: false, showsLog: false, _time);
        return await RunLoop.RunAsync(
            new EventSourceMapping(source, signalling, new(), _time, this), queue, lines, report, untilIdle: false, _time, _stop.Token);
    }

    private async Task AdvanceUntilAsync(Task running)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, bound.Token);
        }
    }

    /// <summary>Input of which more may come at any time.</summary>
    private sealed class OpenReader : TextReader
    {
        public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken) => new(new TaskCompletionSource<string?>().Task);
    }
}
