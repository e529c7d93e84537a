using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Hosting.Children;

/// <summary>Reads what a runtime sends.</summary>
internal static class RuntimeBodies
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Reads a body to its end, so that the runtime reads the answer. Of one that is too large, only the beginning is kept.</summary>
    /// <returns>The body, and its whole length in bytes.</returns>
    public static async Task<(byte[] Body, long Length)> ReadAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        byte[] buffer = new byte[BufferBytes];
        long length = 0;
        while (await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted) is > 0 and int read)
        {
            length += read;
            body.Write(buffer, 0, (int)Math.Min(read, LocalFunction.MaxResponseBytes - body.Length));
        }

        return (body.ToArray(), length);
    }

    /// <summary>Reads what became of each message: <c>[["id","Succeeded",null],…]</c>.</summary>
    /// <returns>The messages; <see langword="null"/> if it is anything else.</returns>
    public static IReadOnlyList<MessageResult>? OutcomesOf(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<string?[][]>(body) is { } outcomes && Array.TrueForAll(outcomes, static each => each is [not null, not null, _])
                ? [.. outcomes.Select(static each => new MessageResult(each[0]!, each[1]!, each[2]))]
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
