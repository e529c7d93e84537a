using System.Reflection;
using System.Runtime.Loader;

namespace SqsLambda.Local.Hosting;

/// <summary>Implements an interface of the function's own Amazon.Lambda.Core, of whatever version, by one delegate.</summary>
internal class InterfaceProxy : DispatchProxy
{
    private Func<MethodInfo, object?[], object?> _implementation = static (_, _) => null;

    /// <summary>
    /// Returns what makes objects that implement an interface. Proxies are made in the load context of their base type, so this class is loaded once more into
    /// the interface's context. What both sides share are types of the .NET runtime.
    /// </summary>
    /// <param name="type">The interface.</param>
    /// <returns>Given the implementation, which gets the method and its arguments and returns its result, returns the object.</returns>
    public static Func<Func<MethodInfo, object?[], object?>, object> FactoryOf(Type type)
    {
        Assembly here = typeof(InterfaceProxy).Assembly;
        Assembly there = AssemblyLoadContext.GetLoadContext(type.Assembly)!.LoadFromAssemblyName(here.GetName());
        MethodInfo make = there.GetType(typeof(InterfaceProxy).FullName!)!.GetMethod(nameof(Make), BindingFlags.Public | BindingFlags.Static)!;
        var makeThere = make.CreateDelegate<Func<Type, Func<MethodInfo, object?[], object?>, object>>();
        return implementation => makeThere(type, implementation);
    }

    public static object Make(Type type, Func<MethodInfo, object?[], object?> implementation)
    {
        object proxy = Create(type, typeof(InterfaceProxy));
        ((InterfaceProxy)proxy)._implementation = implementation;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        object? result = _implementation(targetMethod!, args ?? []);
        Type type = targetMethod!.ReturnType;
        return result is null && type.IsValueType && type != typeof(void) ? Activator.CreateInstance(type) : result;
    }
}
