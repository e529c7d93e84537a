using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace SqsLambda.Chaos.Tests.Model;

/// <summary>
/// Lambda and SQS for one function process, on a free loopback port: the Runtime API, the event source mapping, which deletes the messages that the
/// function does not return, and <c>ChangeMessageVisibilityBatch</c>. (Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes" and
/// "Handling errors for an SQS event source in Lambda".)
/// </summary>
internal sealed class RuntimeApi : IAsyncDisposable
{
    /// <summary>How long an invocation may take. Its leases end with it.</summary>
    public static readonly TimeSpan FunctionTimeout = TimeSpan.FromSeconds(5);

    private const string Root = "/2018-06-01/runtime";
    private const string QueueArn = "arn:aws:sqs:us-east-1:000000000000:orders";
    private const int MaxBatchSize = 10;

    // Lambda's pollers slow down while invocations fail.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly ModelQueue _queue;
    private readonly Chance _chance;
    private readonly Figures _figures;
    private readonly Action _started;
    private readonly Action _timedOut;
    private readonly WebApplication _server;
    private Invocation? _current;
    private bool _hasFailed;

    private RuntimeApi(ModelQueue queue, Chance chance, Figures figures, Action started, Action timedOut)
    {
        (_queue, _chance, _figures, _started, _timedOut) = (queue, chance, figures, started, timedOut);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.MapGet($"{Root}/invocation/next", NextAsync);
        _server.MapPost($"{Root}/invocation/{{id}}/response", (string id, HttpRequest request) => RespondAsync(id, request));
        _server.MapPost($"{Root}/invocation/{{id}}/error", Fail);
        _server.MapPost($"{Root}/init/error", static () => Results.Accepted());
        _server.MapPost("/", ChangeVisibilityAsync);
    }

    /// <summary>Host and port.</summary>
    public string Host => new Uri(_server.Urls.Single()).Authority;

    /// <summary>Whether the process has a batch and has not answered.</summary>
    public bool IsBusy => Volatile.Read(ref _current) is not null;

    /// <param name="queue">Where the messages come from.</param>
    /// <param name="chance">Draws the sizes of batches.</param>
    /// <param name="figures">Counts batches and answers.</param>
    /// <param name="started">Called when the process gets a batch.</param>
    /// <param name="timedOut">Called when the process did not answer in time.</param>
    public static async Task<RuntimeApi> StartAsync(ModelQueue queue, Chance chance, Figures figures, Action started, Action timedOut)
    {
        var api = new RuntimeApi(queue, chance, figures, started, timedOut);
        await api._server.StartAsync();
        return api;
    }

    /// <summary>Forgets the batch of a process that ended. Its messages come back when their visibility timeout ends.</summary>
    public void Abandon() => Volatile.Write(ref _current, null);

    /// <summary>Waits until the messages that the process has now are deleted.</summary>
    public Task WhenMessagesAreDoneAsync() => _queue.WhenDeletedAsync(Volatile.Read(ref _current)?.Messages ?? []);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task NextAsync(HttpContext context)
    {
        IReadOnlyList<Delivery> messages;
        try
        {
            await Task.Delay(_hasFailed ? PauseAfterFailure : TimeSpan.Zero, context.RequestAborted);
            messages = await _queue.ReceiveAsync(_chance.Number(1, MaxBatchSize), context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        if (messages.Count == 0)
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return;
        }

        var invocation = new Invocation($"{Guid.NewGuid()}", messages);
        Volatile.Write(ref _current, invocation);
        _figures.Add(Figure.Batches);
        _ = EndInTimeAsync(invocation);
        context.Response.Headers["Lambda-Runtime-Aws-Request-Id"] = invocation.Id;
        context.Response.Headers["Lambda-Runtime-Deadline-Ms"] = $"{(DateTimeOffset.UtcNow + FunctionTimeout).ToUnixTimeMilliseconds()}";
        await context.Response.WriteAsync(EventOf(messages), CancellationToken.None);
        _started();
    }

    private async Task EndInTimeAsync(Invocation invocation)
    {
        await Task.Delay(FunctionTimeout);
        if (Interlocked.CompareExchange(ref _current, null, invocation) == invocation)
        {
            _figures.Add(Figure.FunctionTimeouts);
            _timedOut();
        }
    }

    private async Task<IResult> RespondAsync(string id, HttpRequest request)
    {
        JsonNode? response = await JsonNode.ParseAsync(request.Body);
        if (End(id) is not { } invocation)
        {
            _figures.Add(Figure.LateAnswers);
            return Results.NotFound();
        }

        HashSet<string> returned = [.. response?["batchItemFailures"]?.AsArray().Select(static failure => $"{failure!["itemIdentifier"]}") ?? []];
        _hasFailed = returned.Count == invocation.Messages.Count;
        foreach (Delivery done in invocation.Messages.Where(message => !returned.Contains(message.MessageId)))
        {
            _queue.Delete(done.MessageId);
        }

        return Results.Accepted();
    }

    private IResult Fail(string id)
    {
        _figures.Add(Figure.FailedInvocations);
        return End(id) is null ? Results.NotFound() : Results.Accepted();
    }

    private Invocation? End(string id)
    {
        Invocation? current = Volatile.Read(ref _current);
        return current?.Id == id && Interlocked.CompareExchange(ref _current, null, current) == current ? current : null;
    }

    // Amazon SQS API Reference, ChangeMessageVisibilityBatch.
    private async Task<IResult> ChangeVisibilityAsync(HttpRequest request)
    {
        JsonNode call = (await JsonNode.ParseAsync(request.Body))!;
        var successful = new JsonArray();
        foreach (JsonNode? entry in call["Entries"]!.AsArray())
        {
            _figures.Add(Figure.VisibilityChanges);
            _queue.ChangeVisibility($"{entry!["ReceiptHandle"]}", TimeSpan.FromSeconds((int)entry["VisibilityTimeout"]!));
            successful.Add(new JsonObject { ["Id"] = $"{entry["Id"]}" });
        }

        return Results.Text(new JsonObject { ["Successful"] = successful, ["Failed"] = new JsonArray() }.ToJsonString(), "application/x-amz-json-1.0");
    }

    private static string EventOf(IReadOnlyList<Delivery> messages) => JsonSerializer.Serialize(new
    {
        Records = messages.Select(static message => new
        {
            messageId = message.MessageId,
            receiptHandle = message.MessageId,
            body = message.Body,
            attributes = new { ApproximateReceiveCount = $"{message.ReceiveCount}" },
            messageAttributes = new { },
            eventSource = "aws:sqs",
            eventSourceARN = QueueArn,
            awsRegion = "us-east-1",
        }),
    });

    private sealed record Invocation(string Id, IReadOnlyList<Delivery> Messages);
}
