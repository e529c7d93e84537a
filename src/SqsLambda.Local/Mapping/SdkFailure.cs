using Amazon.Runtime;

namespace SqsLambda.Local.Mapping;

/// <summary>Recognizes the exceptions of an AWS SDK client whose service refuses a request or cannot be reached.</summary>
internal static class SdkFailure
{
    public static bool Is(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException or OperationCanceledException;

    /// <summary>The reason in one line. Further lines of the SDK, such as all sources of credentials, are left out.</summary>
    public static string Reason(Exception exception)
    {
        string line = exception.Message.AsSpan().Trim().EnumerateLines() is var lines && lines.MoveNext() ? lines.Current.ToString() : "";
        return line.EndsWith(':') && line.LastIndexOf(". ", StringComparison.Ordinal) is var end and > 0 ? line[..end] : line;
    }
}
