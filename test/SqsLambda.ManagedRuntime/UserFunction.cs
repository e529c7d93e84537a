using System.Reflection;
using System.Runtime.Loader;
using Amazon.Lambda.Core;
using SqsLambda.Local.Lambda;

namespace SqsLambda.ManagedRuntime;

/// <summary>The function that a handler string names, found by reflection as Lambda's managed runtime finds it.</summary>
internal sealed class UserFunction
{
    private readonly object _instance;
    private readonly MethodInfo _method;
    private readonly ILambdaSerializer _serializer;
    private readonly LocalLambdaLogger _logger = new(Console.Out);

    private UserFunction(object instance, MethodInfo method, ILambdaSerializer serializer)
    {
        _instance = instance;
        _method = method;
        _serializer = serializer;
    }

    /// <param name="handler">Assembly::Namespace.Type::Method.</param>
    public static UserFunction Load(string handler)
    {
        string[] parts = handler.Split("::");
        Assembly assembly = AssemblyLoadContext.Default.LoadFromAssemblyName(new(parts[0]));
        Type type = assembly.GetType(parts[1], throwOnError: true)!;
        Type serializer = assembly.GetCustomAttribute<LambdaSerializerAttribute>()!.SerializerType;
        return new(Activator.CreateInstance(type)!, type.GetMethod(parts[2])!, (ILambdaSerializer)Activator.CreateInstance(serializer)!);
    }

    /// <summary>Reads the event, calls the function and writes its response, both by the function's own serializer.</summary>
    public async Task<Stream> InvokeAsync(Invocation invocation)
    {
        object? input = Call(Serializer(nameof(ILambdaSerializer.Deserialize), _method.GetParameters()[0].ParameterType), _serializer, invocation.Event);
        var context = new LocalLambdaContext(
            Environment.GetEnvironmentVariable("AWS_LAMBDA_FUNCTION_NAME")!, invocation.Deadline - DateTimeOffset.UtcNow, TimeProvider.System, _logger);
        var task = (Task)Call(_method, _instance, input, context)!;
        await task;
        object? result = task.GetType().GetProperty(nameof(Task<>.Result))!.GetValue(task);
        var response = new MemoryStream();
        Call(Serializer(nameof(ILambdaSerializer.Serialize), _method.ReturnType.GenericTypeArguments[0]), _serializer, result, response);
        response.Position = 0;
        return response;
    }

    // Lambda's runtime client compiles the call of the handler, so what it throws arrives as it is. The constructor's exceptions arrive wrapped.
    private static object? Call(MethodInfo method, object instance, params object?[] arguments) =>
        method.Invoke(instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);

    private static MethodInfo Serializer(string method, Type type) => typeof(ILambdaSerializer).GetMethod(method)!.MakeGenericMethod(type);
}
