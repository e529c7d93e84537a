using System.Reflection;

namespace SqsLambda.Batch.Tests;

/// <summary>Writes what a user of an assembly can see, one line for each type and member.</summary>
internal sealed class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly NullabilityInfoContext _nullability = new();

    public static string[] Of(Assembly assembly)
    {
        var api = new PublicApi();
        return [.. assembly.GetExportedTypes().SelectMany(api.Describe).Order(StringComparer.Ordinal)];
    }

    /// <param name="assembly">The assembly.</param>
    /// <param name="path">Where its API is recorded: a file of the repository that is copied beside the tests.</param>
    public static void AssertIsAsRecorded(Assembly assembly, string path)
    {
        string name = Path.GetFileName(path);
        string[] actual = Of(assembly);
        string[] recorded = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, name));
        string[] difference = [.. recorded.Except(actual).Select(static line => $"- {line}"), .. actual.Except(recorded).Select(static line => $"+ {line}")];
        if (difference.Length == 0)
        {
            Assert.Equal(actual, recorded);
            return;
        }

        string now = Path.Combine(AppContext.BaseDirectory, $"now.{name}");
        File.WriteAllLines(now, actual);
        Assert.Fail($"""
            The public API is not as recorded (- recorded, + now):
            {string.Join(Environment.NewLine, difference)}
            If that is meant: cp {now} {path}
            """);
    }

    private IEnumerable<string> Describe(Type type)
    {
        string name = Name(type);
        yield return $"{name}: {Kind(type)}{Bases(type)} in {type.Namespace}";
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            yield return $"{name}{Signature(type.GetMethod("Invoke")!)}";
            yield break;
        }

        foreach (MemberInfo member in type.GetMembers(Declared).Where(static member => !IsCompilerMade(member)))
        {
            switch (member)
            {
                case ConstructorInfo constructor:
                    yield return $"{name}.new({Parameters(constructor)})";
                    break;
                case MethodInfo method:
                    yield return
                        $"{name}.{method.Name}{TypeParameters(method)}{Signature(method)}{(method.IsStatic ? " static" : "")}{(type.IsInterface && !method.IsAbstract ? " with default" : "")}";
                    break;
                case PropertyInfo property:
                    yield return $"{name}.{property.Name}: {Name(_nullability.Create(property))} {Accessors(property)}";
                    break;
                case FieldInfo { IsLiteral: true } constant:
                    yield return $"{name}.{constant.Name} = {constant.GetRawConstantValue()}";
                    break;
                case FieldInfo { IsSpecialName: false } field:
                    yield return $"{name}.{field.Name}: {Name(_nullability.Create(field))}{(field.IsInitOnly ? " readonly" : "")}{(field.IsStatic ? " static" : "")}";
                    break;
            }
        }
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        _ when type.IsSubclassOf(typeof(Delegate)) => "delegate",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(Type type)
    {
        if (type.IsEnum || type.IsSubclassOf(typeof(Delegate)))
        {
            return "";
        }

        IEnumerable<Type> interfaces = type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).OrderBy(static each => each.Name);
        Type[] all = [.. type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? [parent] : Type.EmptyTypes, .. interfaces];
        return all.Length == 0 ? "" : $" : {string.Join(", ", all.Select(Name))}";
    }

    private static string Accessors(PropertyInfo property)
    {
        string setter = property.SetMethod is not { IsPublic: true } set ? ""
            : set.ReturnParameter.GetRequiredCustomModifiers().Any(static modifier => modifier.Name == "IsExternalInit") ? " init;"
            : " set;";
        return $"{{ get;{setter} }}{(property.GetMethod!.IsStatic ? " static" : "")}";
    }

    private static string TypeParameters(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private string Signature(MethodInfo method) => $"({Parameters(method)}): {Name(_nullability.Create(method.ReturnParameter))}";

    private string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        $"{Name(_nullability.Create(parameter))} {parameter.Name}{(parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "default"}" : "")}"));

    private static string Name(NullabilityInfo info) =>
        Name(info.Type) + (info.ReadState == NullabilityState.Nullable && !info.Type.IsGenericParameter && Nullable.GetUnderlyingType(info.Type) is null ? "?" : "");

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Name(underlying) + "?";
        }

        string name = type is { IsNested: true, IsGenericParameter: false } ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    /// <summary>Accessors are told by their properties; records bring along what nobody has to read.</summary>
    private static bool IsCompilerMade(MemberInfo member) =>
        member is Type or MethodInfo { IsSpecialName: true }
        || member.Name is "ToString" or "GetHashCode" or "Equals" or "<Clone>$" or "Deconstruct";
}
