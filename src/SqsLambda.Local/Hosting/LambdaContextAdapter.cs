using System.Reflection;
using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Hosting;

/// <summary>
/// Makes the <c>ILambdaContext</c> of an invocation, and its logger, for the version of Amazon.Lambda.Core that the function has. Members that are not
/// known here return their type's default value.
/// </summary>
internal sealed class LambdaContextAdapter(Type contextType, object? serializer)
{
    /// <summary>The log stream that functions are told.</summary>
    public const string LogStream = "local";

    private readonly Func<Func<MethodInfo, object?[], object?>, object> _newContext = InterfaceProxy.FactoryOf(contextType);
    private readonly Func<Func<MethodInfo, object?[], object?>, object>? _newLogger =
        contextType.GetProperty("Logger") is { } property ? InterfaceProxy.FactoryOf(property.PropertyType) : null;

    public object ContextOf(Invocation invocation)
    {
        object? logger = _newLogger?.Invoke(LoggingTo(invocation.Log));
        return _newContext((method, _) => method.Name switch
        {
            "get_AwsRequestId" => invocation.RequestId,
            "get_FunctionName" => invocation.FunctionName,
            "get_FunctionVersion" => "$LATEST",
            "get_InvokedFunctionArn" => invocation.FunctionArn,
            "get_Logger" => logger,
            "get_LogGroupName" => $"/aws/lambda/{invocation.FunctionName}",
            "get_LogStreamName" => LogStream,
            "get_MemoryLimitInMB" => invocation.MemoryMB,
            "get_RemainingTime" => invocation.RemainingTime,
            "get_Serializer" => serializer,
            "get_TenantId" => "",
            "get_TraceId" => invocation.TraceId,
            _ => null,
        });
    }

    /// <summary>A logger that writes to <paramref name="log"/>.</summary>
    /// <param name="loggerType">The interface.</param>
    /// <param name="log">Where to.</param>
    public static object LoggerOf(Type loggerType, FunctionLog log) => InterfaceProxy.FactoryOf(loggerType)(LoggingTo(log));

    private static Func<MethodInfo, object?[], object?> LoggingTo(FunctionLog log) => (method, arguments) =>
    {
        Write(log, method, arguments);
        return null;
    };

    // The overloads differ in which of these they have: a level, an exception, a message, its arguments. LogError and its like have the level in their name.
    private static void Write(FunctionLog log, MethodInfo method, object?[] arguments)
    {
        string? level = method.Name is "Log" or "LogLine" ? null : method.Name["Log".Length..];
        string? message = null;
        object?[]? values = null;
        Exception? exception = null;
        ParameterInfo[] parameters = method.GetParameters();
        for (int i = 0; i < parameters.Length; i++)
        {
            switch (arguments[i])
            {
                case Exception given:
                    exception = given;
                    break;
                case object?[] given:
                    values = given;
                    break;
                case string text when parameters[i].Name != "level":
                    message = text;
                    break;
                case { } given when parameters[i].Name is "level" or "logLevel" || given is Enum:
                    level = given.ToString();
                    break;
            }
        }

        switch (method.Name)
        {
            case "LogLine":
                log.WriteLine(message);
                break;
            case "Log" when level is null:
                log.Write(message);
                break;
            default:
                log.Write(level ?? "Information", message, values, exception);
                break;
        }
    }
}
