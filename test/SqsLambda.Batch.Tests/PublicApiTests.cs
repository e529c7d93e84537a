using System.Reflection;

namespace SqsLambda.Batch.Tests;

/// <summary>The public surface changes only on purpose, and knows nothing of AWS but the event.</summary>
public sealed class PublicApiTests
{
    private static readonly Assembly Library = typeof(BatchOptions).Assembly;

    [Fact]
    public void The_public_API_is_as_recorded() => PublicApi.AssertIsAsRecorded(Library, "test/SqsLambda.Batch.Tests/PublicApi.txt");

    [Fact]
    public void The_library_references_no_AWS_SDK() =>
        Assert.DoesNotContain(Library.GetReferencedAssemblies(), static reference => reference.Name!.StartsWith("AWSSDK", StringComparison.OrdinalIgnoreCase));
}
