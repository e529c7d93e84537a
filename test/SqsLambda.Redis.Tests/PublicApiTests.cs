using System.Reflection;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Redis.Tests;

public sealed class PublicApiTests
{
    private static readonly Assembly Library = typeof(RedisIdempotencyStore).Assembly;

    [Fact]
    public void The_public_API_is_as_recorded() => PublicApi.AssertIsAsRecorded(Library, "test/SqsLambda.Redis.Tests/PublicApi.Redis.txt");

    [Fact]
    public void The_library_references_neither_the_AWS_SDK_nor_the_AWS_side() => Assert.DoesNotContain(
        Library.GetReferencedAssemblies(),
        static reference => reference.Name!.StartsWith("AWSSDK", StringComparison.OrdinalIgnoreCase) || reference.Name == "SqsLambda.Aws");

    [Fact]
    public void The_engine_and_the_AWS_side_do_not_reference_the_library_nor_its_client()
    {
        AssemblyName[] references =
        [
            .. typeof(Batch.BatchOptions).Assembly.GetReferencedAssemblies(),
            .. typeof(Aws.FunctionServices).Assembly.GetReferencedAssemblies(),
        ];

        Assert.DoesNotContain(references, static reference => reference.Name is "SqsLambda.Redis" or "StackExchange.Redis");
    }
}
