using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.WebConsole.Actions;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.WebConsole;

/// <summary>
/// Serves the page at <c>/</c> to browsers, and its files, its stream and single messages under <c>/console/</c>. The endpoint has checked host and origin. No
/// other site may show the page in a frame, and the page runs no script but its own: whatever a message holds is text.
/// </summary>
/// <param name="options">What to show, and the limits.</param>
/// <param name="queues">The queues.</param>
internal sealed class ConsoleServer(ConsoleOptions options, IConsoleQueues queues) : IDisposable
{
    private const string StreamPath = "/console/stream";
    private const string MessagesPath = "/console/messages/";
    private const string SamplesPath = "/console/samples/";
    private const string SearchPath = "/console/search";
    private const string FilesPath = "/console/";

    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const int MaxSamples = 50;

    private readonly QueueHistory _history = new(queues, options.TimeProvider);
    private readonly BodySearch _search = new(options.Memory, MessageRow.MaxTextLength);
    private int _pages;

    /// <summary>How many pages follow now.</summary>
    public int Pages => Volatile.Read(ref _pages);

    /// <summary>Whether a request is for the page. Tools that ask for <c>/</c> get the page of text, and those that name an action are clients of SQS.</summary>
    public static bool Serves(HttpRequest request) => HttpMethods.IsGet(request.Method)
        && (request.Path.StartsWithSegments("/console", StringComparison.Ordinal)
            || (request.Path == "/"
                && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
                && !request.Query.ContainsKey("Action")));

    public Task ServeAsync(HttpContext context, CancellationToken stopping)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Referrer-Policy"] = "no-referrer";

        string path = context.Request.Path.Value!;
        return path == StreamPath ? FollowAsync(context, stopping)
            : path == "/" ? WriteFileAsync(context.Response, "index.html")
            : path.StartsWith(SamplesPath, StringComparison.Ordinal) ? WriteSamplesAsync(context.Response, path[SamplesPath.Length..])
            : path == SearchPath ? SearchAsync(context)
            : path.StartsWith(MessagesPath, StringComparison.Ordinal) ? WriteMessageAsync(context.Response, path[MessagesPath.Length..])
            : WriteFileAsync(context.Response, path.StartsWith(FilesPath, StringComparison.Ordinal) ? path[FilesPath.Length..] : "");
    }

    public void Dispose() => _history.Dispose();

    private static async Task WriteFileAsync(HttpResponse response, string name)
    {
        if (ConsoleFiles.Find(name) is not { } file)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        response.ContentType = file.MediaType;
        response.ContentLength = file.Content.Length;
        await response.BodyWriter.WriteAsync(file.Content, response.HttpContext.RequestAborted);
    }

    // The queue's ARN and the message id, as in "arn:aws:sqs:us-east-1:000000000000:orders/c29c1df7-…".
    private async Task WriteMessageAsync(HttpResponse response, string name)
    {
        if (name.Split('/') is not [var queueArn, var id] || options.Memory.Read(queueArn, id, MessageDetail.Of) is not { } message)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(response.Body, message, ConsoleJsonContext.Default.MessageDetail, response.HttpContext.RequestAborted);
    }

    // The samples of the function of a queue, as far as SQS would take them.
    private async Task WriteSamplesAsync(HttpResponse response, string queueArn)
    {
        MappedFunction? function = options.Functions.GetValueOrDefault(queueArn);
        response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(
            response.Body,
            [.. (function?.Samples ?? []).Take(MaxSamples).Where(static sample => sample.Length <= SqsLimits.MessageBytes)],
            ConsoleJsonContext.Default.IReadOnlyListString,
            response.HttpContext.RequestAborted);
    }

    private async Task SearchAsync(HttpContext context)
    {
        string text = context.Request.Query["text"].ToString();
        if (text.Length is 0 or > BodySearch.MaxTextLength
            || !long.TryParse(context.Request.Query["revision"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long revision))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        SearchResult found = await _search.FindAsync(text, revision, context.RequestAborted);
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, found, ConsoleJsonContext.Default.SearchResult, context.RequestAborted);
    }

    // The browser names it when it connects again by itself, and the page when it is seen again.
    private static string? LastEventIdOf(HttpRequest request) =>
        request.Headers["Last-Event-ID"] is [{ Length: > 0 } last] ? last : request.Query["after"].FirstOrDefault();

    private async Task FollowAsync(HttpContext context, CancellationToken stopping)
    {
        if (Interlocked.Increment(ref _pages) > options.MaxPages)
        {
            Interlocked.Decrement(ref _pages);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            context.Response.ContentType = "text/event-stream";
            var stream = new EventStream(context.Response.BodyWriter, options.SlowestRead, options.TimeProvider);
            await new PageFeed(options, queues, _history, stream).RunAsync(LastEventIdOf(context.Request), end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The page has gone, or the endpoint stops.
        }
        catch (TimeoutException)
        {
            context.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _pages);
        }
    }
}
