using SqsLambda.ManagedRuntime;

// Plays Lambda's managed .NET runtime: `dotnet exec --depsfile … --runtimeconfig … SqsLambda.ManagedRuntime.dll HANDLER`. AWS_LAMBDA_RUNTIME_API names
// a server of the Runtime API. The process ends when that server has no further event.
using var api = new RuntimeApiClient(Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")!);
UserFunction function;
try
{
    function = UserFunction.Load(args[0]);
}
catch (Exception exception)
{
    Console.WriteLine(exception);
    await api.ReportInitErrorAsync(exception);
    return 1;
}

while (await api.NextAsync() is { } invocation)
{
    try
    {
        await api.RespondAsync(invocation, await function.InvokeAsync(invocation));
    }
    catch (Exception exception)
    {
        Console.WriteLine(exception);
        await api.ReportErrorAsync(invocation, exception);
    }
}

return 0;
