using System.Text;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;

// A function that does what an event says, for the tests of the runtime client. SCRIPT names what goes wrong before the first event.
string? script = Environment.GetEnvironmentVariable("SCRIPT");
using LambdaBootstrap bootstrap = LambdaBootstrapBuilder.Create(HandleAsync).UseBootstrapHandler(InitializeAsync).Build();
await bootstrap.RunAsync();

Task<bool> InitializeAsync()
{
    Console.WriteLine("initialized");
    foreach (int number in (int[])[1, 2])
    {
        SnapshotRestore.RegisterBeforeSnapshot(() => Hook($"before {number}"));
        SnapshotRestore.RegisterAfterRestore(() => Hook($"after {number}"));
    }

    return script == "throw" ? throw new InvalidOperationException("no init") : Task.FromResult(script != "refuse");
}

ValueTask Hook(string name)
{
    Console.WriteLine(name);
    return script == name ? throw new InvalidOperationException($"no {name}") : ValueTask.CompletedTask;
}

static async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
{
    using var reader = new StreamReader(input);
    string wanted = await reader.ReadToEndAsync();
    return new MemoryStream(Encoding.UTF8.GetBytes(wanted switch
    {
        "context" => Describe(context),
        "log" => Log(context.Logger),
        "throw" => throw new InvalidOperationException(" a \"quoted\"\nmessage ", new ArgumentException("cause")),
        "meet" => await Meeting.ArriveAsync(context.AwsRequestId),
        _ => wanted,
    }));
}

static string Describe(ILambdaContext context) => string.Join(
    '\n',
    context.AwsRequestId,
    context.InvokedFunctionArn,
    context.TraceId,
    Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID"),
    context.TenantId,
    context.FunctionName,
    context.FunctionVersion,
    context.MemoryLimitInMB,
    (int)Math.Ceiling(context.RemainingTime.TotalSeconds),
    context.Serializer is null);

static string Log(ILambdaLogger logger)
{
    logger.LogWarning("Order {id} took {ms:N1} ms, {{not a place} {list}", "o-1", 2.5, new List<int> { 1, 2 });
    logger.LogDebug("not wanted");
    logger.LogError(new InvalidOperationException("broken"), "It is {state}", "broken");
    logger.LogInformation("{1} before {0}", "b", 1.5);
    logger.LogLine("a line");
    logger.Log("raw, ");
    LambdaLogger.Log("static");
    Console.WriteLine("console");
    Console.WriteLine(7);
    Console.Error.WriteLine("error console");
    return "logged";
}

/// <summary>Two invocations that wait for each other.</summary>
internal static class Meeting
{
    private static readonly TaskCompletionSource<string> First = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private static readonly TaskCompletionSource<string> Second = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <returns>The id of the other invocation.</returns>
    public static async Task<string> ArriveAsync(string id)
    {
        Console.WriteLine($"met {id}");
        return First.TrySetResult(id) ? await Second.Task : Second.TrySetResult(id) ? await First.Task : throw new InvalidOperationException("A third came.");
    }
}
