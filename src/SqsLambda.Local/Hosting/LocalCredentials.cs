using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Hosting;

/// <summary>What the services of this computer are called with. They accept any credentials.</summary>
internal static class LocalCredentials
{
    public const string Region = RegionName.Default;
    public const string AccessKey = "local";
}
