namespace SqsLambda.Batch.Tests.Reading;

/// <summary>Counts what a call allocates on this thread.</summary>
internal static class Allocations
{
    /// <summary>The fewest bytes of many calls: the first ones also fill caches and compile code.</summary>
    public static long LeastOf(Action call)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 100; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            call();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
