using System.Globalization;
using System.Net;

namespace SqsLambda.ManagedRuntime;

/// <summary>The runtime's side of the Runtime API. (Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes".)</summary>
internal sealed class RuntimeApiClient(string host) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = new($"http://{host}/2018-06-01/runtime/"), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Waits for the next event.</summary>
    /// <returns>The event; <see langword="null"/> when there will be none.</returns>
    public async Task<Invocation?> NextAsync()
    {
        using HttpResponseMessage response = await _http.GetAsync("invocation/next");
        if (response.StatusCode == HttpStatusCode.Gone)
        {
            return null;
        }

        return new(
            response.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single(),
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(response.Headers.GetValues("Lambda-Runtime-Deadline-Ms").Single(), CultureInfo.InvariantCulture)),
            await response.Content.ReadAsStreamAsync());
    }

    public Task RespondAsync(Invocation invocation, Stream response) => PostAsync($"invocation/{invocation.RequestId}/response", new StreamContent(response));

    public Task ReportErrorAsync(Invocation invocation, Exception exception) => PostAsync($"invocation/{invocation.RequestId}/error", new StringContent(ErrorReport.Of(exception)));

    public Task ReportInitErrorAsync(Exception exception) => PostAsync("init/error", new StringContent(ErrorReport.Of(exception)));

    public void Dispose() => _http.Dispose();

    private async Task PostAsync(string path, HttpContent content)
    {
        using (content)
        using (HttpResponseMessage response = await _http.PostAsync(path, content))
        {
            response.EnsureSuccessStatusCode();
        }
    }
}

/// <summary>An event, and what Lambda says of its invocation.</summary>
internal sealed record Invocation(string RequestId, DateTimeOffset Deadline, Stream Event);
