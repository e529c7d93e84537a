namespace SqsLambda.Template.Plan;

/// <summary>The words for which <c>dotnet new</c> puts what the user chose. They are declared in template.json.</summary>
internal static class Tokens
{
    /// <summary>The name of the solution, the project, the assembly and their folders: <c>--name</c>.</summary>
    public const string Name = "PROJECT_NAME";

    /// <summary>The same as a namespace.</summary>
    public const string Namespace = "FUNCTION_NAMESPACE";

    /// <summary>The same as the name of things in AWS: lower case, with hyphens.</summary>
    public const string AwsName = "AWS_NAME";

    /// <summary>The type of the message: <c>--message</c>.</summary>
    public const string Message = "MESSAGE_TYPE";

    /// <summary>standard or fifo.</summary>
    public const string QueueType = "QUEUE_TYPE";

    /// <summary>true for a FIFO queue.</summary>
    public const string IsFifo = "IS_FIFO";

    /// <summary>The end of the name of a FIFO queue; nothing for a standard queue.</summary>
    public const string QueueSuffix = "@QUEUE_SUFFIX";

    /// <summary>What else a message of a FIFO queue needs; nothing for a standard queue.</summary>
    public const string SendArguments = "@SEND_ARGUMENTS";

    /// <summary>The version of the packages, which is written when the template is packed.</summary>
    public const string PackageVersion = "PACKAGE_VERSION";
}
