using SqsLambda.Batch.Tests;

namespace SqsLambda.Testing.Tests;

/// <summary>The public surface changes only on purpose, and ties a test to no test framework.</summary>
public sealed class PublicApiTests
{
    [Fact]
    public void The_public_API_is_as_recorded() =>
        PublicApi.AssertIsAsRecorded(typeof(TestSqsEvent).Assembly, "test/SqsLambda.Testing.Tests/PublicApi.Testing.txt");

    [Fact]
    public void The_library_references_no_test_framework() => Assert.Equal(
        ["Amazon.Lambda.Core", "Amazon.Lambda.SQSEvents", "Amazon.Lambda.TestUtilities", "SqsLambda.Batch"],
        typeof(TestSqsEvent).Assembly.GetReferencedAssemblies()
            .Select(static reference => reference.Name!)
            .Where(static name => !name.StartsWith("System.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal));
}
