using Microsoft.AspNetCore.Connections;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Hosting.Children;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;
using SqsLambda.Local.Reporting;

namespace SqsLambda.Local.Running;

/// <summary>Finds and opens the only function of a run: an assembly in this process, a process that the run starts, or one that is started elsewhere.</summary>
internal static class RunFunctions
{
    /// <exception cref="UsageException">There is none that can be used.</exception>
    public static FunctionDescription Find(RunOptions options, IFunctionSource functions, TextWriter error) =>
        options.Command is null && options.RuntimeApiPort is null
            ? functions.Find(options.Function, error)
            : ForeignProgram.Describe(options.Command, options.Function.Path, Environment.CurrentDirectory);

    /// <exception cref="FunctionInitException">It cannot be loaded, or its constructor threw.</exception>
    /// <exception cref="UsageException">The port of the Runtime API cannot be used.</exception>
    public static async Task<IRunningFunction> OpenAsync(
        RunPlan plan,
        IFunctionSource functions,
        IReadOnlyDictionary<string, string> variables,
        RunReport report,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        var log = new FunctionLog(report.Log) { IsShown = plan.Options.Log };
        FunctionDescription function = plan.Function with { TimeoutSeconds = plan.Mapping.FunctionTimeoutSeconds, Region = FunctionEnvironments.RegionOf(plan) };
        return function.Program is null
            ? new LocalFunction(
                function.Name,
                functions.Open(function, variables, log),
                TimeSpan.FromSeconds(function.TimeoutSeconds),
                function.MemoryMB,
                timeProvider,
                log)
            {
                FunctionArn = function.Arn,
            }
            : plan.Options.RuntimeApiPort is { } port
                ? await AttachAsync(function, plan, port, report.Notify, timeProvider, cancellationToken)
                : new ChildFunction(function, plan.Processes, variables, log, report.Notify, timeProvider);
    }

    private static async Task<AttachedFunction> AttachAsync(
        FunctionDescription function, RunPlan plan, int port, Action<string> notify, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        try
        {
            return await AttachedFunction.OpenAsync(
                function,
                new()
                {
                    Port = port,
                    AllowedHosts = plan.Options.AllowedHosts,
                    MaxTaken = plan.Mapping.MaximumConcurrency ?? int.MaxValue,
                    Notify = notify,
                },
                timeProvider,
                cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or System.Net.Sockets.SocketException)
        {
            string reason = exception.InnerException is AddressInUseException ? "another program uses it, perhaps another run" : exception.Message.TrimEnd('.');
            throw new UsageException($"--runtime-api is {port}: {reason}. Choose another port, or --runtime-api 0 for any free one.");
        }
    }
}
