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
/// <param name="queues">What is done with queues and messages.</param>
/// <param name="mappings">What is done with event source mappings.</param>
/// <param name="notify">Is given a line for the terminal: what was moved and deleted.</param>
internal sealed class ActionServer(IQueueActions queues, MappingActions mappings, Action<string> notify)
{
    /// <summary>The header that a request must have, with the value <c>1</c>.</summary>
    public const string RequiredHeader = "X-Sqs-Lambda-Console";

    private const string PathPrefix = "/console/do/";
    private const string Names = "send, send-file, redrive, redrive-one, delete, purge, pause, resume and settings";

    // Few actions have a body that is not small: a file.
    private readonly RequestBody _body = new(maxLargeBodies: 4);

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
            "send" => await queues.SendAsync(await _body.ReadAsync(request, json.SendActionRequest, cancellationToken), cancellationToken),
            "send-file" =>
                (await queues.SendFileAsync(await _body.ReadAsync(request, json.FileActionRequest, cancellationToken), cancellationToken)).ToldTo(notify),
            "redrive" => (await queues.RedriveAsync(await _body.ReadAsync(request, json.QueueActionRequest, cancellationToken), cancellationToken)).ToldTo(notify),
            "redrive-one" => (await queues.RedriveOneAsync(await _body.ReadAsync(request, json.MessageActionRequest, cancellationToken), cancellationToken)).ToldTo(notify),
            "delete" => (await queues.DeleteAsync(await _body.ReadAsync(request, json.MessageActionRequest, cancellationToken), cancellationToken)).ToldTo(notify),
            "purge" => (await queues.PurgeAsync(await _body.ReadAsync(request, json.QueueActionRequest, cancellationToken), cancellationToken)).ToldTo(notify),
            "pause" => mappings.Enable(await _body.ReadAsync(request, json.QueueActionRequest, cancellationToken), isEnabled: false),
            "resume" => mappings.Enable(await _body.ReadAsync(request, json.QueueActionRequest, cancellationToken), isEnabled: true),
            "settings" => mappings.Change(await _body.ReadAsync(request, json.SettingsActionRequest, cancellationToken)),
            string other => ActionAnswer.Refused($"There is no action '{other}': there are {Names}.", StatusCodes.Status404NotFound),
        };
    }
}
