using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace SqsLambda.Local.Hosting;

/// <summary>What the user's AWS profile says.</summary>
internal static class AwsProfile
{
    /// <summary>The region of a profile in the user's AWS files; null if it has none, or the files cannot be read.</summary>
    /// <param name="name">The name of the profile; null for <c>default</c>.</param>
    public static string? RegionOf(string? name)
    {
        try
        {
            return new CredentialProfileStoreChain().TryGetProfile(name ?? SharedCredentialsFile.DefaultProfileName, out CredentialProfile profile)
                ? profile.Region?.SystemName
                : null;
        }
        catch (Exception exception) when (exception is AmazonClientException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
