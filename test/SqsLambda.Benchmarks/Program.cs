using BenchmarkDotNet.Running;
using SqsLambda.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(BatchProcessorBenchmarks).Assembly).Run(args);
