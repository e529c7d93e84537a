namespace SqsLambda.Local.Hosting.Children;

/// <summary>A feature beside the Runtime API that is not there.</summary>
/// <param name="ErrorType">The type of the error in the answer.</param>
/// <param name="Message">Why, in one line.</param>
internal sealed record RuntimeApiRefusal(string ErrorType, string Message)
{
    /// <summary>The header with which a runtime streams a response.</summary>
    public const string ResponseModeHeader = "Lambda-Runtime-Function-Response-Mode";

    public static RuntimeApiRefusal Streaming { get; } = new(
        "Runtime.ResponseStreamingRefused",
        $"Response streaming is refused: an event source mapping reads the whole response. Send it without the header {ResponseModeHeader}.");

    public static RuntimeApiRefusal Extensions { get; } = new(
        "Extension.Refused", "Extensions are refused: the laptop has neither the Extensions API nor the Telemetry API. The function runs without them.");

    /// <summary>Whether a path belongs to the Extensions API, or to the APIs for extensions.</summary>
    public static bool IsForExtensions(string path) =>
        path.StartsWith("/2020-01-01/extension/", StringComparison.Ordinal)
        || path.StartsWith("/2022-07-01/telemetry", StringComparison.Ordinal)
        || path.StartsWith("/2020-08-15/logs", StringComparison.Ordinal);
}
