using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using SqsLambda.Local.Http;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.WebConsole.Actions;

/// <summary>
/// Does what the page asks for, by POST to <c>/console/do/ACTION</c> with a JSON body. The answer is one line of text. The endpoint has checked host and origin.
/// </summary>
/// <remarks>
/// A page of another site cannot send the header, nor JSON, without asking by a preflight request first, and those are not answered.
/// </remarks>
/// <param name="options">The functions.</param>
/// <param name="regions">The queues.</param>
/// <param name="body">Reads requests, and limits how much of them is held.</param>
internal sealed class ActionServer(ConsoleOptions options, SqsRegions regions, RequestBody body)
{
    /// <summary>The header that a request must have, with the value <c>1</c>.</summary>
    public const string RequiredHeader = "X-Sqs-Lambda-Console";

    private const string PathPrefix = "/console/do/";
    private const string Names = "send, send-file, redrive, redrive-one, delete, purge, pause, go-on and settings";

    private readonly QueueActions _queues = new(regions);
    private readonly MappingActions _mappings = new(options.Functions);

    /// <summary>Whether a request asks for an action.</summary>
    public static bool Serves(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.Path.Value?.StartsWith(PathPrefix, StringComparison.Ordinal) == true;

    /// <summary>Serves a request.</summary>
    /// <exception cref="SqsException">SQS answers with an error, or the request is not one of the page.</exception>
    /// <exception cref="System.Text.Json.JsonException">The request body is not JSON of the right form.</exception>
    public async Task ServeAsync(HttpContext context) => await WriteAsync(context.Response, await AnswerAsync(context.Request, context.RequestAborted));

    /// <summary>Writes an answer as one line.</summary>
    public static Task WriteAsync(HttpResponse response, ActionAnswer answer)
    {
        byte[] text = Encoding.UTF8.GetBytes(PrintableText.Line(answer.Text));
        response.StatusCode = answer.Status;
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = text.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        return response.Body.WriteAsync(text).AsTask();
    }

    private async Task<ActionAnswer> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Headers[RequiredHeader] != "1")
        {
            return ActionAnswer.Refused($"The request lacks the header {RequiredHeader}: 1, which the console's own page sends.", StatusCodes.Status403Forbidden);
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) || type.MediaType != "application/json")
        {
            return ActionAnswer.Refused("The content type must be application/json.", StatusCodes.Status415UnsupportedMediaType);
        }

        ActionJsonContext json = ActionJsonContext.Default;
        return request.Path.Value![PathPrefix.Length..] switch
        {
            "send" => _queues.Send(await body.ReadAsync(request, json.SendActionRequest, cancellationToken)),
            "send-file" => await _queues.SendFileAsync(await body.ReadAsync(request, json.FileActionRequest, cancellationToken), cancellationToken),
            "redrive" => _queues.Redrive(await body.ReadAsync(request, json.QueueActionRequest, cancellationToken)),
            "redrive-one" => _queues.RedriveOne(await body.ReadAsync(request, json.MessageActionRequest, cancellationToken)),
            "delete" => _queues.Delete(await body.ReadAsync(request, json.MessageActionRequest, cancellationToken)),
            "purge" => _queues.Purge(await body.ReadAsync(request, json.QueueActionRequest, cancellationToken)),
            "pause" => _mappings.Enable(await body.ReadAsync(request, json.QueueActionRequest, cancellationToken), isEnabled: false),
            "go-on" => _mappings.Enable(await body.ReadAsync(request, json.QueueActionRequest, cancellationToken), isEnabled: true),
            "settings" => _mappings.Change(await body.ReadAsync(request, json.SettingsActionRequest, cancellationToken)),
            string other => ActionAnswer.Refused($"There is no action '{other}': there are {Names}.", StatusCodes.Status404NotFound),
        };
    }
}
