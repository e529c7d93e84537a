using System;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

[assembly: InternalsVisibleTo("Amazon.Lambda.RuntimeSupport")]

namespace Amazon.Lambda.Core;

public static class SnapshotRestore
{
    internal static ConcurrentQueue<Func<ValueTask>> BeforeSnapshot { get; } = new();

    internal static ConcurrentQueue<Func<ValueTask>> AfterRestore { get; } = new();

    public static void RegisterBeforeSnapshot(Func<ValueTask> beforeSnapshotAction) => BeforeSnapshot.Enqueue(beforeSnapshotAction);

    public static void RegisterAfterRestore(Func<ValueTask> afterRestoreAction) => AfterRestore.Enqueue(afterRestoreAction);
}
