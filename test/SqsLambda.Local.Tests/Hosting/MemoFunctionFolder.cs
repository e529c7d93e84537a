using SqsLambda.Tests.Repository;

namespace SqsLambda.Local.Tests.Hosting;

/// <summary>Where the function of test/SqsLambda.TestFunction is, which the laptop loads.</summary>
internal static class MemoFunctionFolder
{
    public static string Path { get; } = Repo.PathOf("test/SqsLambda.TestFunction");
}
