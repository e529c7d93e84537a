using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Hosting;

/// <summary>The runtime's side of the Runtime API. (Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes".)</summary>
internal sealed class RuntimeApiClient(string host) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new($"http://{host}/2018-06-01/runtime/"), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Waits for the next event.</summary>
    /// <returns>The event; <see langword="null"/> when there will be none.</returns>
    public async Task<RuntimeEvent?> NextAsync()
    {
        using HttpResponseMessage response = await _http.GetAsync("invocation/next");
        if (response.StatusCode == HttpStatusCode.Gone)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return new(
            Header(response, "Lambda-Runtime-Aws-Request-Id") ?? throw new InvalidOperationException("The Runtime API gave an event without a request id."),
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(Header(response, "Lambda-Runtime-Deadline-Ms") ?? "0", CultureInfo.InvariantCulture)),
            Header(response, "Lambda-Runtime-Invoked-Function-Arn"),
            Header(response, "Lambda-Runtime-Trace-Id"),
            Header(response, RuntimeEvent.OutcomesHeader) is not null,
            await response.Content.ReadAsByteArrayAsync());
    }

    public Task RespondAsync(RuntimeEvent next, byte[] response)
    {
        var content = new ByteArrayContent(response);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return PostAsync($"invocation/{next.RequestId}/response", content, errorType: null);
    }

    public Task ReportErrorAsync(RuntimeEvent next, Exception exception) => PostErrorAsync($"invocation/{next.RequestId}/error", exception);

    public Task ReportInitErrorAsync(Exception exception) => PostErrorAsync("init/error", exception);

    /// <summary>Tells the laptop what happened to the messages of an invocation, before its response.</summary>
    public Task ReportOutcomesAsync(RuntimeEvent next, IReadOnlyList<MessageResult> messages)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            foreach (MessageResult message in messages)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(message.MessageId);
                writer.WriteStringValue(message.Outcome);
                writer.WriteStringValue(message.Reason);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        return PostAsync($"invocation/{next.RequestId}/outcomes", new ByteArrayContent(buffer.ToArray()), errorType: null);
    }

    public void Dispose() => _http.Dispose();

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null;

    private Task PostErrorAsync(string path, Exception exception) => PostAsync(
        path, new StringContent(ErrorReport.Of(exception), Encoding.UTF8, "application/vnd.aws.lambda.error+json"), exception.GetType().Name);

    private async Task PostAsync(string path, HttpContent content, string? errorType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (errorType is not null)
        {
            request.Headers.TryAddWithoutValidation("Lambda-Runtime-Function-Error-Type", errorType);
        }

        using HttpResponseMessage response = await _http.SendAsync(request);

        // The event has been answered for, for example by its timeout, or its response is too large: Lambda knows.
        if (response.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.RequestEntityTooLarge))
        {
            response.EnsureSuccessStatusCode();
        }
    }
}

/// <summary>An event, and what Lambda says of its invocation.</summary>
/// <param name="RequestId">The id of the invocation.</param>
/// <param name="Deadline">When the function must have answered.</param>
/// <param name="FunctionArn">The ARN of the function, if it is told.</param>
/// <param name="TraceId">The X-Ray trace, if there is one.</param>
/// <param name="WantsOutcomes">Whether the server wants to know what happened to each message: only the laptop's does.</param>
/// <param name="Payload">The event.</param>
internal sealed record RuntimeEvent(
    string RequestId, DateTimeOffset Deadline, string? FunctionArn, string? TraceId, bool WantsOutcomes, byte[] Payload)
{
    /// <summary>The header by which the laptop asks for outcomes.</summary>
    public const string OutcomesHeader = "SqsLambda-Local-Outcomes";
}
