using BenchmarkDotNet.Running;
using SqsLambda.Benchmarks;

switch (args)
{
    case [ColdStartBenchmarks.Command, ..]:
        await ColdStartBenchmarks.RunAsync(args[1..]);
        break;
    case [ConsoleCost.Command, ..]:
        await ConsoleCost.RunAsync(args[1..]);
        break;
    case [WatchedEndpoint.Command, var use]:
        await WatchedEndpoint.RunAsync(Enum.Parse<ConsoleUse>(use));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(BatchProcessorBenchmarks).Assembly).Run(args);
        break;
}
