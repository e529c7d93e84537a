using System.Diagnostics;

namespace SqsLambda.Batch.Reading;

/// <summary>Describes an exception from a message type or from its converters. It is a fault of the function, not of the message.</summary>
internal static class BrokenReader
{
    /// <summary>
    /// Creates an exception that names the message type, the type of the cause and the method that threw it. The cause is not the inner
    /// exception, because its text may quote the body.
    /// </summary>
    public static InvalidOperationException Exception(string typeName, Exception cause) => new(
        $"{typeName} cannot be deserialized: {cause.GetType().Name} in {Place(cause)}. Correct {typeName} or its converter. The message is kept.");

    /// <summary>
    /// Finds the method that threw the exception. It prefers a method of the user's code to a method of the framework. It starts with the
    /// innermost exception, because the deserializer wraps some exceptions.
    /// </summary>
    private static string Place(Exception exception)
    {
        string? framework = null;
        foreach (DiagnosticMethodInfo method in Innermost(exception))
        {
            if (IsOfUser(method))
            {
                return Name(method);
            }

            framework ??= IsThrowHelper(method) ? null : Name(method);
        }

        return framework ?? "an unknown method";
    }

    private static IEnumerable<DiagnosticMethodInfo> Innermost(Exception exception)
    {
        IEnumerable<DiagnosticMethodInfo> outer = new StackTrace(exception, fNeedFileInfo: false)
            .GetFrames()
            .Select(DiagnosticMethodInfo.Create)
            .OfType<DiagnosticMethodInfo>();
        return exception.InnerException is { } inner ? Innermost(inner).Concat(outer) : outer;
    }

    private static bool IsOfUser(DiagnosticMethodInfo method) =>
        !method.DeclaringAssemblyName.StartsWith("System.", StringComparison.Ordinal)
        && method.DeclaringAssemblyName != typeof(BrokenReader).Assembly.FullName;

    private static bool IsThrowHelper(DiagnosticMethodInfo method) =>
        method.DeclaringTypeName.EndsWith("ThrowHelper", StringComparison.Ordinal);

    private static string Name(DiagnosticMethodInfo method) => $"{method.DeclaringTypeName}.{method.Name}";
}
