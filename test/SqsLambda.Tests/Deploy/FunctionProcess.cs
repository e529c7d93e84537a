using System.Diagnostics;
using SqsLambda.Tests.Commands;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.Deploy;

/// <summary>A process that runs the published function, as an execution environment of Lambda does.</summary>
internal sealed class FunctionProcess : IAsyncDisposable
{
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private FunctionProcess(RuntimeApi api, Process process)
    {
        Api = api;
        Process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _error = process.StandardError.ReadToEndAsync();
    }

    public RuntimeApi Api { get; }

    public Process Process { get; }

    /// <summary>Starts the process. It is not ready then: its cold start is part of the first invocation.</summary>
    /// <param name="package">What was published for this machine.</param>
    /// <param name="environment">The function's environment variables.</param>
    public static async Task<FunctionProcess> StartAsync(DirectoryInfo package, IReadOnlyDictionary<string, string> environment)
    {
        RuntimeApi api = await RuntimeApi.StartAsync();
        ProcessStartInfo start = StartOf(package.FullName);
        start.WorkingDirectory = package.FullName;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach ((string name, string value) in AwsEnvironment.With(environment))
        {
            start.Environment[name] = value;
        }

        start.Environment["AWS_LAMBDA_RUNTIME_API"] = api.Host;
        start.Environment.TryAdd("ORDERS_TABLE", "orders");
        start.Environment.TryAdd("IDEMPOTENCY_TABLE", "orders-idempotency");
        if (!start.Environment.ContainsKey("AWS_ENDPOINT_URL"))
        {
            start.Environment.TryAdd("AWS_ENDPOINT_URL_DYNAMODB", $"http://{api.Host}/");
        }

        start.Environment.TryAdd("AWS_LAMBDA_FUNCTION_NAME", ToolsDefaults.Text("function-name"));
        return new(api, Process.Start(start)!);
    }

    /// <summary>Lets the process end.</summary>
    /// <returns>What it wrote to its standard output.</returns>
    public async Task<string> EndAsync()
    {
        Api.End();
        await Process.WaitForExitAsync().WaitAsync(Command.HangLimit);
        return await _output;
    }

    /// <summary>Lets the process end.</summary>
    /// <returns>What it wrote to its standard error.</returns>
    public async Task<string> ErrorAsync()
    {
        await EndAsync();
        return await _error;
    }

    public async ValueTask DisposeAsync()
    {
        if (!Process.HasExited)
        {
            Process.Kill();
        }

        Process.Dispose();
        await Api.DisposeAsync();
    }

    // A program has its own client of the Runtime API. A library is loaded by its handler string.
    private static ProcessStartInfo StartOf(string package)
    {
        string program = Path.Combine(package, "bootstrap");
        if (File.Exists($"{program}.dll"))
        {
            return new("dotnet", ["exec", $"{program}.dll"]);
        }

        if (File.Exists(program))
        {
            return new(program);
        }

        string handler = ToolsDefaults.Text("function-handler");
        string assembly = Path.Combine(package, handler.Split("::")[0]);
        return new(
            "dotnet",
            [
                "exec", "--depsfile", $"{assembly}.deps.json", "--runtimeconfig", $"{assembly}.runtimeconfig.json",
                Path.Combine(AppContext.BaseDirectory, "runtime-host", "SqsLambda.Local.dll"), "host", handler,
            ]);
    }
}
