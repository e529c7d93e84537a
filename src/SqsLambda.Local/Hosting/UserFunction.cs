using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Hosting;

/// <summary>
/// The function that a handler string names, found, constructed and called as Lambda's managed runtime does it: by reflection, with the serializer that the
/// method or the assembly names. It uses nothing but the .NET runtime, so it also works in a process that has only the function's dependencies.
/// </summary>
internal sealed class UserFunction
{
    private const string ContextTypeName = "Amazon.Lambda.Core.ILambdaContext";
    private const string SerializerTypeName = "Amazon.Lambda.Core.ILambdaSerializer";
    private const string SerializerAttributeName = "Amazon.Lambda.Core.LambdaSerializerAttribute";
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    private readonly MethodInfo _method;
    private readonly object? _instance;
    private readonly Func<Stream, object?>? _read;
    private readonly Action<object?, Stream>? _write;
    private readonly LambdaContextAdapter? _context;
    private readonly PropertyInfo? _resultOfTask;

    private UserFunction(MethodInfo method, object? instance, SerializerCalls serializer)
    {
        _method = method;
        _instance = instance;
        (Type? input, Type? context) = ParametersOf(method);
        _read = input is null ? null : serializer.ReaderOf(input, method);
        _context = context is null ? null : new(context, serializer.Instance);
        Type output = method.ReturnType;
        Type? task = GenericTaskOf(output);
        _resultOfTask = task?.GetProperty(nameof(Task<>.Result));
        _write = task is not null ? serializer.WriterOf(task.GenericTypeArguments[0], method)
            : output == typeof(void) || typeof(Task).IsAssignableFrom(output) ? null
            : serializer.WriterOf(output, method);
    }

    /// <summary>Loads and constructs the function.</summary>
    /// <exception cref="LambdaValidationException">The handler string names nothing that can be called.</exception>
    /// <exception cref="TargetInvocationException">The constructor threw.</exception>
    /// <exception cref="TypeInitializationException">The static constructor of the type threw.</exception>
    public static UserFunction Load(HandlerString handler, AssemblyLoadContext context, FunctionLog log)
    {
        Assembly assembly = LoadAssembly(handler, context);
        Type type = assembly.GetType(handler.Type)
            ?? throw new LambdaValidationException($"Unable to load type '{handler.Type}' from assembly '{handler.Assembly}'.");
        MethodInfo method = MethodOf(type, handler);
        Validate(type, method);
        if (CoreOf(method, assembly, context) is { } core)
        {
            StaticLogger.Redirect(core, log);
        }

        object? instance = null;
        if (method.IsStatic)
        {
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        }
        else
        {
            instance = Activator.CreateInstance(type);
        }

        return new(method, instance, new SerializerCalls(SerializerOf(method, assembly), assembly));
    }

    /// <summary>Calls the function. What it throws arrives unchanged.</summary>
    /// <returns>The response: empty if the function returns nothing.</returns>
    public async Task<byte[]> InvokeAsync(byte[] payload, Invocation invocation)
    {
        object?[] arguments = new object?[_method.GetParameters().Length];
        if (_read is not null)
        {
            arguments[0] = _read(new MemoryStream(payload, writable: false));
        }

        if (_context is not null)
        {
            arguments[^1] = _context.ContextOf(invocation);
        }

        object? result = _method.Invoke(_instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
        if (result is Task task)
        {
            await task;
            result = _resultOfTask?.GetValue(task);
        }

        if (_write is null)
        {
            return [];
        }

        using var response = new MemoryStream();
        _write(result, response);
        return response.ToArray();
    }

    private static Assembly LoadAssembly(HandlerString handler, AssemblyLoadContext context)
    {
        try
        {
            return context.LoadFromAssemblyName(new(handler.Assembly));
        }
        catch (FileNotFoundException exception)
        {
            throw new LambdaValidationException($"Could not find the handler's assembly '{exception.FileName}'. It must be at the top of the published folder.");
        }
        catch (Exception exception) when (exception is BadImageFormatException or FileLoadException)
        {
            throw new LambdaValidationException($"Unable to load assembly '{handler.Assembly}': {exception.Message}");
        }
    }

    // By its name, or by its whole signature, such as "System.String Handle(System.String)", in the type or the next of its base types that has it.
    private static MethodInfo MethodOf(Type type, HandlerString handler)
    {
        for (Type? declaring = type; declaring is not null; declaring = declaring.BaseType)
        {
            MethodInfo[] matches =
                [.. declaring.GetMethods(Declared).Where(method => method.Name == handler.Method || method.ToString() == handler.Method)];
            switch (matches)
            {
                case [var match]:
                    return match;
                case [_, _, ..]:
                    throw new LambdaValidationException(
                        $"Method '{handler.Method}' of type '{declaring.FullName}' has overloads. Name one by its signature: "
                        + $"{string.Join(", ", matches.Select(static match => $"'{match}'"))}.");
            }
        }

        throw new LambdaValidationException($"Unable to find method '{handler.Method}' in type '{handler.Type}' from assembly '{handler.Assembly}'.");
    }

    private static void Validate(Type type, MethodInfo method)
    {
        string? reason =
            method.IsAbstract ? "it is abstract"
            : method.IsGenericMethod ? "it is generic"
            : method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)) ? "it is async void: let it return Task"
            : method.GetParameters() is [.., var last] && last.IsDefined(typeof(ParamArrayAttribute)) ? "it has a params parameter"
            : type.IsGenericType ? "its type is generic"
            : !method.IsStatic && type.IsAbstract ? "its type is abstract"
            : method.GetParameters().Length > 2 ? "it has more than 2 parameters"
            : method.GetParameters() is [_, var second] && !IsContext(second.ParameterType) ? $"its second parameter is not of type {ContextTypeName}"
            : null;
        if (reason is not null)
        {
            throw new LambdaValidationException($"Method '{method}' of type '{type.FullName}' cannot be a handler: {reason}.");
        }
    }

    private static (Type? Input, Type? Context) ParametersOf(MethodInfo method) => method.GetParameters() switch
    {
        [var only] when IsContext(only.ParameterType) => (null, only.ParameterType),
        [var only] => (only.ParameterType, null),
        [var input, var context] => (input.ParameterType, context.ParameterType),
        _ => (null, null),
    };

    private static bool IsContext(Type type) => type.FullName == ContextTypeName;

    private static Type? GenericTaskOf(Type type)
    {
        for (Type? candidate = type; candidate is not null; candidate = candidate.BaseType)
        {
            if (candidate.IsConstructedGenericType && candidate.GetGenericTypeDefinition() == typeof(Task<>))
            {
                return candidate;
            }
        }

        return null;
    }

    private static Assembly? CoreOf(MethodInfo method, Assembly assembly, AssemblyLoadContext context)
    {
        if (ParametersOf(method).Context is { } contextType)
        {
            return contextType.Assembly;
        }

        return assembly.GetReferencedAssemblies().FirstOrDefault(static name => name.Name == "Amazon.Lambda.Core") is { } core
            ? context.LoadFromAssemblyName(core)
            : null;
    }

    private static object? SerializerOf(MethodInfo method, Assembly assembly)
    {
        Attribute? attribute = method.GetCustomAttributes().FirstOrDefault(IsSerializerAttribute)
            ?? assembly.GetCustomAttributes().FirstOrDefault(IsSerializerAttribute);
        if (attribute is null)
        {
            return null;
        }

        Type type = attribute.GetType().GetProperty("SerializerType")?.GetValue(attribute) as Type
            ?? throw new LambdaValidationException("The LambdaSerializer attribute names no type.");
        ConstructorInfo constructor = type.GetConstructor(Type.EmptyTypes)
            ?? throw new LambdaValidationException($"The serializer '{type.FullName}' has no public constructor without parameters.");
        return type.GetInterface(SerializerTypeName) is not null
            ? constructor.Invoke(null)
            : throw new LambdaValidationException($"The serializer '{type.FullName}' does not implement {SerializerTypeName}.");

        static bool IsSerializerAttribute(Attribute attribute) => attribute.GetType().FullName == SerializerAttributeName;
    }

    /// <summary>Turns streams into values and back, by the function's serializer. Streams are handed over as they are.</summary>
    private sealed class SerializerCalls(object? serializer, Assembly assembly)
    {
        private readonly Type? _type = serializer?.GetType().GetInterface(SerializerTypeName);

        public object? Instance => serializer;

        public Func<Stream, object?> ReaderOf(Type type, MethodInfo method)
        {
            if (type == typeof(Stream))
            {
                return static stream => stream;
            }

            MethodInfo deserialize = Method("Deserialize", type, method);
            return stream => deserialize.Invoke(serializer, BindingFlags.DoNotWrapExceptions, binder: null, [stream], culture: null);
        }

        public Action<object?, Stream> WriterOf(Type type, MethodInfo method)
        {
            if (typeof(Stream).IsAssignableFrom(type))
            {
                return static (value, stream) =>
                {
                    using var response = (Stream)value!;
                    response.CopyTo(stream);
                };
            }

            MethodInfo serialize = Method("Serialize", type, method);
            return (value, stream) => serialize.Invoke(serializer, BindingFlags.DoNotWrapExceptions, binder: null, [value, stream], culture: null);
        }

        private MethodInfo Method(string name, Type type, MethodInfo method) =>
            _type?.GetMethod(name)?.MakeGenericMethod(type)
            ?? throw new LambdaValidationException(
                $"Neither the assembly '{assembly.GetName().Name}' nor the method '{method}' has a LambdaSerializer attribute, which values of type "
                + $"'{type}' need. Only System.IO.Stream goes without.");
    }
}
