using System.Reflection;
using System.Runtime.InteropServices;

namespace SqsLambda.Tests.OfflineFeed;

/// <summary>The public surface of an assembly as text, read without running it.</summary>
internal static class PublicApi
{
    public static IReadOnlyList<string> Of(string assemblyPath)
    {
        string[] frameworks = Directory.GetFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll");
        string[] siblings = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "stand-ins"), "*.dll");
        string name = Path.GetFileName(assemblyPath);
        using var context = new MetadataLoadContext(
            new PathAssemblyResolver([.. frameworks, .. siblings.Where(sibling => Path.GetFileName(sibling) != name), assemblyPath]));
        return [.. context.LoadFromAssemblyPath(assemblyPath).GetExportedTypes().SelectMany(Describe).Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Describe(Type type)
    {
        const BindingFlags Declared =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

        string interfaces = string.Join(", ", type.GetInterfaces().Select(implemented => implemented.FullName).Order(StringComparer.Ordinal));
        yield return $"{type.Attributes} {type.FullName} : {type.BaseType?.FullName} [{interfaces}] {Attributes(type)}";
        foreach (MemberInfo member in type.GetMembers(Declared).Where(IsVisible))
        {
            yield return $"{type.FullName}.{member} {Attributes(member)}";
        }
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase method => method.IsPublic || method.IsFamily,
        FieldInfo field => field.IsPublic || field.IsFamily,
        Type nested => nested.IsNestedPublic || nested.IsNestedFamily,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        _ => true,
    };

    private static string Attributes(MemberInfo member) =>
        string.Join(' ', member.GetCustomAttributesData().Select(attribute => attribute.ToString()).Order(StringComparer.Ordinal));
}
