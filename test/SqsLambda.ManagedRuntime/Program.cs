using SqsLambda.ManagedRuntime;

// Plays Lambda's managed .NET runtime: `dotnet exec --depsfile … --runtimeconfig … SqsLambda.ManagedRuntime.dll HANDLER`, with AWS_LAMBDA_RUNTIME_API
// naming a server of the Runtime API. It ends when that server answers with no further event.
using var api = new RuntimeApiClient(Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")!);
UserFunction function;
try
{
    function = UserFunction.Load(args[0]);
}
catch (Exception exception)
{
    await api.ReportInitErrorAsync(exception.GetBaseException());
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
        await api.ReportErrorAsync(invocation, exception.GetBaseException());
    }
}

return 0;
