using Amazon.Runtime;

namespace SqsLambda.Local.Mapping;

/// <summary>Tells what an AWS SDK client throws where the service refuses or cannot be reached.</summary>
internal static class SdkFailure
{
    public static bool Is(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or HttpRequestException or TimeoutException or OperationCanceledException;
}
