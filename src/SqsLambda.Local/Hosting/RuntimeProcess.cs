using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Hosting;

/// <summary>
/// Plays Lambda's managed .NET runtime in a process that has the function's own dependencies and runtime configuration:
/// <c>dotnet exec --depsfile … --runtimeconfig … SqsLambda.Local.dll host HANDLER</c>. <c>AWS_LAMBDA_RUNTIME_API</c> names a server of the
/// Runtime API. The process ends when that server has no further event. It uses nothing but the .NET runtime.
/// </summary>
internal static class RuntimeProcess
{
    /// <summary>The first argument of such a process.</summary>
    public const string Command = "host";

    public const string ApiVariable = "AWS_LAMBDA_RUNTIME_API";

    private const double HeapShare = 0.9;

    /// <param name="handler">The handler string.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string handler)
    {
        using var api = new RuntimeApiClient(Environment.GetEnvironmentVariable(ApiVariable)!);
        var log = new FunctionLog(Console.Out);
        int memoryMB = MemoryMB();
        LimitHeap(memoryMB);
        UserFunction function;
        try
        {
            function = UserFunction.Load(HandlerString.Parse(handler), AssemblyLoadContext.Default, log);
        }
        catch (Exception exception)
        {
            log.WriteLine($"{exception}");
            await api.ReportInitErrorAsync(exception);
            return 1;
        }

        // Ctrl-C in the laptop's terminal is the laptop's business: it lets what is under way end.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static signal => signal.Cancel = true);
        using var outcomes = new MessageOutcomes();
        while (await api.NextAsync() is { } next)
        {
            await HandleAsync(api, function, next, outcomes.NewRecording(), memoryMB, log);
        }

        return 0;
    }

    private static async Task HandleAsync(
        RuntimeApiClient api, UserFunction function, RuntimeEvent next, MessageOutcomes.Recording recording, int memoryMB, FunctionLog log)
    {
        Environment.SetEnvironmentVariable("_X_AMZN_TRACE_ID", next.TraceId);
        string name = Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_NAME") ?? next.FunctionArn?.Split(':')[^1] ?? "function";
        var invocation = new Invocation(next.RequestId, name, memoryMB, () => next.Deadline - DateTimeOffset.UtcNow, log)
        {
            TraceId = next.TraceId ?? "",
            FunctionArn = next.FunctionArn ?? Invocation.ArnOf(name, Environment.GetEnvironmentVariable("AWS_REGION") ?? LocalCredentials.Region),
        };

        byte[] response = [];
        Exception? failure = null;
        try
        {
            using Activity _ = recording.Start();
            response = await function.InvokeAsync(next.Payload, invocation);
        }
        catch (Exception exception)
        {
            failure = exception;
            log.WriteLine($"{exception}");
        }

        if (next.WantsOutcomes && recording.Messages is { Count: > 0 } messages)
        {
            await api.ReportOutcomesAsync(next, messages);
        }

        await (failure is null ? api.RespondAsync(next, response) : api.ReportErrorAsync(next, failure));
    }

    private static int MemoryMB() => int.TryParse(
        Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), NumberStyles.None, CultureInfo.InvariantCulture, out int memoryMB)
            ? memoryMB
            : FunctionDescription.DefaultMemoryMB;

    // As Lambda's runtime client does: a function that needs more ends with OutOfMemoryException.
    private static void LimitHeap(int memoryMB)
    {
        if (Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE") is null)
        {
            return;
        }

        try
        {
            AppContext.SetData("GCHeapHardLimit", (ulong)(memoryMB * HeapShare * 1024 * 1024));
            GC.RefreshMemoryLimit();
        }
        catch (InvalidOperationException)
        {
            // More is in use already.
        }
    }
}
