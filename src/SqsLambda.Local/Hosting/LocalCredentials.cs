namespace SqsLambda.Local.Hosting;

/// <summary>What the services of this computer are called with. They accept any credentials.</summary>
internal static class LocalCredentials
{
    public const string Region = "us-east-1";
    public const string AccessKey = "local";
}
