using Amazon.Lambda.Core;
using Amazon.Lambda.TestUtilities;
using Microsoft.Extensions.DependencyInjection;
using SqsLambda.Batch;
using SqsLambda.Batch.Reading;
using SqsLambda.Batch.Tests;
using SqsLambda.Testing;

namespace SqsLambda.Hosting.Tests;

/// <summary>A hosted handler that runs the script of a test, in the engine.</summary>
internal sealed class Hosted : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly HostedHandler<Note> _handler;
    private readonly BatchProcessor<Note> _processor;

    public Hosted(NoteScript script, Action<IServiceCollection>? configure = null, BatchOptions? options = null)
    {
        _handler = HostedHandler.Create<Note, NoteHandler>(services =>
        {
            services.AddSingleton(script);
            configure?.Invoke(services);
        });
        _processor = new(MessageReader.Json(NoteJsonContext.Default.Note), _handler, options: options ?? new() { MaxDegreeOfParallelism = 1 });
    }

    public RecordingLogger Logger { get; } = new();

    /// <summary>Processes a batch and returns the ids of the messages that come back.</summary>
    public async Task<string[]> ReturnedAsync(TestSqsEvent batch, ILambdaLogger? logger = null)
    {
        var context = new TestLambdaContext { RemainingTime = Harness.Given, Logger = logger ?? Logger };
        return Harness.Ids(await _processor.ProcessAsync(batch.Build(), context).WaitAsync(Bound));
    }

    public ValueTask DisposeAsync() => _handler.DisposeAsync();
}
