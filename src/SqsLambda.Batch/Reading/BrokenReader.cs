using System.Diagnostics;

namespace SqsLambda.Batch.Reading;

/// <summary>Describes an exception of a message type or of its converters. That is a fault of the function, not of the message.</summary>
internal static class BrokenReader
{
    /// <summary>
    /// Names the type, and what was thrown where. The cause does not become the inner exception, because its text may quote the body.
    /// </summary>
    public static InvalidOperationException Exception(string typeName, Exception cause) => new(
        $"{typeName} cannot be deserialized: {cause.GetType().Name} in {Place(cause)}. Correct {typeName} or its converter. The message is kept.");

    /// <summary>
    /// Finds the method that threw. A method of the user's code is preferred to one of the framework. The deserializer wraps some exceptions,
    /// so the search starts with the innermost.
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
