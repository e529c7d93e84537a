using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SqsLambda.Local.Hosting.Children;

/// <summary>What the Runtime API answers besides events.</summary>
internal static class RuntimeAnswers
{
    // Lambda's emulator answers so what it accepts, and runtimes may read it.
    private const string Accepted = """{"status":"OK"}""";

    public static Task AcceptAsync(HttpContext context) => WriteAsync(context, StatusCodes.Status202Accepted, Accepted);

    public static Task UnknownIdAsync(HttpContext context, string id) =>
        ErrorAsync(context, StatusCodes.Status400BadRequest, "InvalidRequestID", $"No invocation waits for an answer under the id {id}.");

    public static Task ErrorAsync(HttpContext context, int status, string type, string message) =>
        WriteAsync(context, status, new JsonObject { ["errorMessage"] = message, ["errorType"] = type }.ToJsonString());

    private static Task WriteAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }
}
