using System.Reflection;
using System.Runtime.Loader;

namespace SqsLambda.Local.Hosting;

/// <summary>
/// Loads a function and its dependencies apart from those of this process. The .NET runtime's own assemblies are shared, so that both sides have the
/// same streams, tasks and activities.
/// </summary>
internal sealed class FunctionLoadContext : AssemblyLoadContext
{
    private static readonly string RuntimeFolder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private static readonly Assembly Laptop = typeof(FunctionLoadContext).Assembly;

    private readonly AssemblyDependencyResolver _resolver;

    /// <param name="assemblyPath">The function's assembly. Its dependencies are those of the deps.json beside it.</param>
    public FunctionLoadContext(string assemblyPath)
        : base(Path.GetFileNameWithoutExtension(assemblyPath)) => _resolver = new(assemblyPath);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (IsRuntimeAssembly(assemblyName))
        {
            return null;
        }

        if (assemblyName.Name == Laptop.GetName().Name)
        {
            // For the proxies, which are made in the context of their base type.
            return LoadFromAssemblyPath(Laptop.Location);
        }

        if (_resolver.ResolveAssemblyToPath(assemblyName) is { } path)
        {
            // The symbols beside the assembly are loaded with it, so breakpoints work.
            return LoadFromAssemblyPath(path);
        }

        // What the function does not bring is missing in Lambda too, even if this process happens to have it.
        return string.IsNullOrEmpty(assemblyName.CultureName) && IsOfThisProcess(assemblyName)
            ? throw new FileNotFoundException($"Could not load file or assembly '{assemblyName}'. The function's deps.json does not name it.", assemblyName.Name)
            : null;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    // A function may bring a newer version than the runtime has; then Lambda's host takes that one.
    private static bool IsRuntimeAssembly(AssemblyName name)
    {
        string path = Path.Combine(RuntimeFolder, $"{name.Name}.dll");
        return File.Exists(path) && !(name.Version > AssemblyName.GetAssemblyName(path).Version);
    }

    private static bool IsOfThisProcess(AssemblyName name) => File.Exists(Path.Combine(AppContext.BaseDirectory, $"{name.Name}.dll"));
}
