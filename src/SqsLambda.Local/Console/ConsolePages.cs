using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Http;
using SqsLambda.Local.Sqs;
using SqsLambda.Local.WebConsole.Actions;

namespace SqsLambda.Local.WebConsole;

/// <summary>The console: the page, and what it asks for. A request that is refused is answered with one line of text.</summary>
/// <param name="options">What to show, and the limits.</param>
/// <param name="queues">The queues that it shows.</param>
/// <param name="actions">What it does with queues and messages.</param>
/// <param name="allowedHosts">Host names to serve besides those of the loopback interface, without a port.</param>
internal sealed class ConsolePages(ConsoleOptions options, IConsoleQueues queues, IQueueActions actions, IEnumerable<string> allowedHosts) : IPages, IDisposable
{
    private readonly HostGuard _guard = new(allowedHosts);
    private readonly ConsoleServer _page = new(options, queues);
    private readonly ActionServer _actions = new(actions, new(options.Functions), options.Notify);

    public bool Serves(HttpRequest request) => ConsoleServer.Serves(request) || ActionServer.Serves(request);

    public async Task ServeAsync(HttpContext context, CancellationToken stopping)
    {
        try
        {
            _guard.Check(context.Request);
            await (ActionServer.Serves(context.Request) ? _actions.ServeAsync(context) : _page.ServeAsync(context, stopping));
        }
        catch (SqsException e)
        {
            await RefuseAsync(context.Response, e);
        }
        catch (JsonException e)
        {
            await RefuseAsync(context.Response, RequestErrors.Of(e));
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await RefuseAsync(context.Response, SqsException.RequestTooLarge(EndpointOptions.MaxBodyBytes));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The browser is gone.
        }
    }

    public void Dispose() => _page.Dispose();

    private static Task RefuseAsync(HttpResponse response, SqsException error) => ActionServer.WriteAsync(response, new(error.HttpStatus, error.Message));
}
