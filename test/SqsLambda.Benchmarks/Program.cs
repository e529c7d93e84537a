using BenchmarkDotNet.Running;
using SqsLambda.Benchmarks;

if (args is [ColdStartBenchmarks.Command, ..])
{
    await ColdStartBenchmarks.RunAsync(args[1..]);
}
else
{
    BenchmarkSwitcher.FromAssembly(typeof(BatchProcessorBenchmarks).Assembly).Run(args);
}
