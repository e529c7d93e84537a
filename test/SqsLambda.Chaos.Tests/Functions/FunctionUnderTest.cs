using System.Reflection;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Chaos.Tests.Functions;

/// <summary>A function: where it was built, and its handler string.</summary>
internal sealed record FunctionUnderTest(string AssemblyPath, string Handler)
{
    /// <summary>The function of src/SqsLambda: it records orders in the completion of their messages.</summary>
    public static FunctionUnderTest Enlisted { get; } = new(Built("src", "SqsLambda"), "SqsLambda::SqsLambda.Function::FunctionHandler");

    /// <summary>The same function, but it records orders by calls of their own, before the completion.</summary>
    public static FunctionUnderTest Direct { get; } = new(
        Built("test", "SqsLambda.DirectFunction"), "SqsLambda.DirectFunction::SqsLambda.DirectFunction.DirectFunction::FunctionHandler");

    private static string Built(string folder, string project) => Repo.PathOf(
        folder, project, "bin", typeof(FunctionUnderTest).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration, "net10.0", $"{project}.dll");
}
