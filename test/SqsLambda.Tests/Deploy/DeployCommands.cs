namespace SqsLambda.Tests.Deploy;

/// <summary>The commands of the deploy page, a line each.</summary>
internal static class DeployCommands
{
    /// <summary>To give the AWS CLI and <c>dotnet lambda</c> the same region.</summary>
    public static IReadOnlyList<string> Region { get; } = Assert.Single(DeployPage.Commands("Choose the region"));

    /// <summary>From a clone to a queue that is processed.</summary>
    public static IReadOnlyList<string> Deploy { get; } = Assert.Single(DeployPage.Commands("Deploy in three commands"));

    /// <summary>To send a message and to read its log lines.</summary>
    public static IReadOnlyList<string> Try { get; } = Assert.Single(DeployPage.Commands("Send a message"));

    /// <summary>To stop the processing, and to go on.</summary>
    public static IReadOnlyList<string> StopAndGoOn { get; } = Assert.Single(DeployPage.Commands("Stop and go on"));

    /// <summary>To let CloudFormation refuse to delete the stack.</summary>
    public static IReadOnlyList<string> RefuseDeleteStack { get; } = Assert.Single(DeployPage.Commands("What protects the data"));

    /// <summary>To remove everything but the data.</summary>
    public static IReadOnlyList<string> Remove => DeployPage.Commands("Remove everything")[0];

    /// <summary>To delete the data that is left.</summary>
    public static IReadOnlyList<string> DeleteData => DeployPage.Commands("Remove everything")[1];

    /// <summary>To turn the protection of the data off without the stack.</summary>
    public static IReadOnlyList<string> Unprotect => DeployPage.Commands("Remove everything")[2];
}
