namespace SqsLambda.Batch.Tests.Reading;

/// <summary>Arrays that nest so deep that a recursive reader overflows the stack.</summary>
internal static class Nested
{
    private const int Depth = 40_000;

    public static string Arrays { get; } = new string('[', Depth) + new string(']', Depth);
}
