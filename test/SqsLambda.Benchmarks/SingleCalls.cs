using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace SqsLambda.Benchmarks;

/// <summary>Takes each call of a benchmark by itself, in this process: for what is long, or has to be prepared each time.</summary>
public abstract class SingleCalls : ManualConfig
{
    protected SingleCalls(int warmups, int iterations, params IColumn[] columns)
    {
        AddJob(Job.Default
            .WithStrategy(RunStrategy.Monitoring)
            .WithWarmupCount(warmups)
            .WithIterationCount(iterations)
            .WithInvocationCount(1)
            .WithUnrollFactor(1)
            .WithToolchain(new InProcessEmitToolchain(TimeSpan.FromMinutes(30), logOutput: true)));
        AddColumn(columns);
    }
}
