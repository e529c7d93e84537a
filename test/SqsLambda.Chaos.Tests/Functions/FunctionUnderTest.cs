using System.Reflection;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Chaos.Tests.Functions;

/// <summary>A function: where it was built, and its handler string.</summary>
/// <param name="AssemblyPath">Where it was built.</param>
/// <param name="Handler">Its handler string.</param>
/// <param name="IsInRedis">Whether its idempotency records are in Redis.</param>
internal sealed record FunctionUnderTest(string AssemblyPath, string Handler, bool IsInRedis = false)
{
    private const string Project = "SqsLambda.ChaosFunction";

    /// <summary>It records orders in the completion of their messages.</summary>
    public static FunctionUnderTest Enlisted { get; } = new(Built, $"{Project}::{Project}.EnlistingFunction::FunctionHandler");

    /// <summary>It records orders by calls of their own, before the completion.</summary>
    public static FunctionUnderTest Direct { get; } = new(Built, $"{Project}::{Project}.DirectFunction::FunctionHandler");

    /// <summary>The same, with its idempotency records in Redis.</summary>
    public static FunctionUnderTest Redis { get; } = new(Built, $"{Project}::{Project}.RedisFunction::FunctionHandler", IsInRedis: true);

    private static string Built => Repo.PathOf(
        "test", Project, "bin", typeof(FunctionUnderTest).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration, "net10.0", $"{Project}.dll");
}
