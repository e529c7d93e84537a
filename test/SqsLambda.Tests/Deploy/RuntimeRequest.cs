using Microsoft.AspNetCore.Http;

namespace SqsLambda.Tests.Deploy;

/// <summary>What a runtime sent to the Runtime API.</summary>
/// <param name="Call">Its method, and its path below the version.</param>
/// <param name="Headers">Its headers.</param>
/// <param name="Body">Its body, or an empty text.</param>
internal sealed record RuntimeRequest(string Call, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public static async Task<RuntimeRequest> ReadAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return new(
            $"{request.Method} {request.Path.Value!.Replace("/2018-06-01/runtime", "", StringComparison.Ordinal)}",
            request.Headers.ToDictionary(static header => header.Key, static header => $"{header.Value}", StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync());
    }
}
