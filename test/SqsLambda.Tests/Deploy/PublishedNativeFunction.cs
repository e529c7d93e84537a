using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Deploy;

/// <summary>The native function as <c>dotnet lambda deploy-function</c> publishes it.</summary>
public sealed class PublishedNativeFunction : PublishedFunction
{
    public PublishedNativeFunction()
        : base(ToolsDefaults.Native)
    {
    }
}
