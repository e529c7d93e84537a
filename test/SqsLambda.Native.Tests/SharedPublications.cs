using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Deploy;

namespace SqsLambda.Native.Tests;

/// <summary>The tests that share what is published.</summary>
[CollectionDefinition(nameof(SharedPublications))]
public sealed class SharedPublications : ICollectionFixture<PublishedNativeFunction>, ICollectionFixture<PublishedFunction>;

internal static class PublishedNativeFunctionExtensions
{
    /// <summary>What is published for this machine. The test is skipped where it cannot be published.</summary>
    public static Task<DirectoryInfo> HereAsync(this PublishedNativeFunction function)
    {
        Skip.If(NativeLinker.Missing is not null, NativeLinker.Missing);
        return function.ForAsync(PublishedFunction.RuntimeOfThisMachine);
    }
}
