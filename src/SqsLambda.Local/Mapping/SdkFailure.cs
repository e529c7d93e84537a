using Amazon.Runtime;

namespace SqsLambda.Local.Mapping;

/// <summary>Tells what an AWS SDK client throws where the service refuses or cannot be reached.</summary>
internal static class SdkFailure
{
    public static bool Is(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException or OperationCanceledException;

    /// <summary>Why, in one line. What the SDK lists below that line, such as every place where it looked for credentials, is left out.</summary>
    public static string Reason(Exception exception)
    {
        string line = exception.Message.AsSpan().Trim().EnumerateLines() is var lines && lines.MoveNext() ? lines.Current.ToString() : "";
        return line.EndsWith(':') && line.LastIndexOf(". ", StringComparison.Ordinal) is var end and > 0 ? line[..end] : line;
    }
}
