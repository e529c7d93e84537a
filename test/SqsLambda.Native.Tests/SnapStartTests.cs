using SqsLambda.Aws;
using SqsLambda.Batch;
using SqsLambda.Testing;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Deploy;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Native.Tests;

/// <summary>
/// Lambda takes a snapshot of the initialized function and restores many execution environments from it. They must not share what has to be unique. The
/// program of the native function runs here as managed code, because SnapStart is for managed runtimes.
/// </summary>
public sealed class SnapStartTests
{
    private static readonly DirectoryInfo Program = new(
        Repo.PathOf("src", "SqsLambda.Native", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0"));

    private static readonly string Event = TestSqsEvent.Of("""{"orderId":"1","sku":"TEA-250","quantity":1}""").ToJson();

    [Fact]
    public async Task Each_invocation_of_each_restored_copy_has_an_owner_of_its_own()
    {
        await using FunctionProcess first = await SnapshotAsync(), second = await SnapshotAsync();
        foreach (FunctionProcess copy in (FunctionProcess[])[first, second])
        {
            copy.Api.Restore();
            foreach (int _ in Enumerable.Range(0, 2))
            {
                Assert.Equal("""{"batchItemFailures":[]}""", await copy.Api.InvokeAsync(Event).WaitAsync(Command.HangLimit));
            }
        }

        Assert.Equal(2, first.Api.Owners.Count);
        Assert.Equal(2, second.Api.Owners.Count);
        Assert.Empty(first.Api.Owners.Intersect(second.Api.Owners));
    }

    /// <summary>
    /// Two functions with runtimes in the same state are two restored copies: what the first draws before the snapshot, the second has, too. So nothing may be
    /// drawn, and the owner must come from the runtime at each invocation.
    /// </summary>
    [Fact]
    public async Task Nothing_is_drawn_before_the_snapshot()
    {
        var runtime = new CountingRuntime();
        var function = new Function(new FunctionServices { Runtime = runtime });
        Assert.Equal(0, runtime.Drawn);

        foreach (int invocation in (int[])[1, 2])
        {
            await function.FunctionHandler(TestSqsEvent.Of("""{"orderId":"1","sku":"TEA-250","quantity":1}"""), new TestInvocationContext());
            Assert.Equal(invocation, runtime.Drawn);
        }
    }

    /// <returns>A process that waits for its restore. Until then it has asked for nothing else and claimed nothing.</returns>
    private static async Task<FunctionProcess> SnapshotAsync()
    {
        FunctionProcess process = await FunctionProcess.StartAsync(
            Program, new Dictionary<string, string> { ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "snap-start" });
        await process.Api.SnapshotReady.WaitAsync(Command.HangLimit);
        Assert.Equal(["GET /restore/next"], process.Api.Calls);
        return process;
    }

    private sealed class CountingRuntime() : BatchRuntime(TimeProvider.System)
    {
        public int Drawn { get; private set; }

        public override string NewId()
        {
            Drawn++;
            return base.NewId();
        }

        public override double NextDouble()
        {
            Drawn++;
            return base.NextDouble();
        }
    }
}
