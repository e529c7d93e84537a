using System.Reflection;

namespace SqsLambda.Batch.Tests;

/// <summary>The public surface changes only on purpose.</summary>
public sealed class PublicApiTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Assembly Library = typeof(BatchOptions).Assembly;

    [Fact]
    public void The_public_API_is_as_recorded()
    {
        string[] actual = [.. Library.GetExportedTypes().SelectMany(Describe).Order(StringComparer.Ordinal)];
        string recordedFile = Path.Combine(AppContext.BaseDirectory, "PublicApi.txt");
        string[] recorded = File.ReadAllLines(recordedFile);

        string difference = string.Join(
            Environment.NewLine, [.. recorded.Except(actual).Select(static line => $"- {line}"), .. actual.Except(recorded).Select(static line => $"+ {line}")]);
        Assert.True(difference.Length == 0, $"The public API differs. If that is meant, change test/SqsLambda.Batch.Tests/PublicApi.txt:{Environment.NewLine}{difference}");
    }

    [Fact]
    public void The_library_knows_no_AWS_SDK() =>
        Assert.DoesNotContain(Library.GetReferencedAssemblies(), static reference => reference.Name!.StartsWith("AWSSDK", StringComparison.Ordinal));

    private static IEnumerable<string> Describe(Type type)
    {
        yield return $"{type}";
        foreach (MemberInfo member in type.GetMembers(Declared).Where(static member => member is not Type && !IsCompilerMade(member)))
        {
            yield return $"{type}.{member}";
        }
    }

    /// <summary>Accessors are told by their properties; records bring along what nobody has to read.</summary>
    private static bool IsCompilerMade(MemberInfo member) =>
        member is MethodInfo { IsSpecialName: true }
        || member.Name is "ToString" or "GetHashCode" or "Equals" or "<Clone>$" or "Deconstruct";
}
