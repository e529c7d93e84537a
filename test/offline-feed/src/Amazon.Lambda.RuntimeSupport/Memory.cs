using System;

namespace Amazon.Lambda.RuntimeSupport;

internal static class Memory
{
    /// <summary>Tells the garbage collector how much memory the function has, if it would take more.</summary>
    public static void LimitHeap()
    {
        bool disabled = string.Equals(Environment.GetEnvironmentVariable("AWS_LAMBDA_DOTNET_DISABLE_MEMORY_LIMIT_CHECK"), "true", StringComparison.OrdinalIgnoreCase);
        if (disabled || !int.TryParse(Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), out int megabytes))
        {
            return;
        }

        ulong bytes = (ulong)megabytes * 1024 * 1024;
        if ((ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < bytes)
        {
            return;
        }

        try
        {
            AppContext.SetData("GCHeapHardLimit", bytes);
#pragma warning disable CA2252
            GC.RefreshMemoryLimit();
#pragma warning restore CA2252
        }
        catch (Exception)
        {
            // The function runs without the limit.
        }
    }
}
