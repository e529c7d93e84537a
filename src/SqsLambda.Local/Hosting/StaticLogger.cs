using System.Reflection;
using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Hosting;

/// <summary>
/// Sends what a function logs by the static class <c>LambdaLogger</c> to its log. Lambda's runtime client sets the same fields, which differ by version.
/// </summary>
internal static class StaticLogger
{
    public static void Redirect(Assembly core, FunctionLog log)
    {
        if (core.GetType("Amazon.Lambda.Core.LambdaLogger") is not { } logger)
        {
            return;
        }

        Action<string> line = log.WriteLine;
        Action<string, string, object[]> entry = (level, message, arguments) => log.Write(level, message, arguments, exception: null);
        Action<string, Exception, string, object[]> entryWithException =
            (level, exception, message, arguments) => log.Write(level, message, arguments, exception);
        Set(logger, "_loggingAction", line);
        Set(logger, "_loggingWithLevelAction", entry);
        Set(logger, "_loggingWithLevelAndExceptionAction", entryWithException);
    }

    private static void Set(Type logger, string name, Delegate action)
    {
        if (logger.GetField(name, BindingFlags.NonPublic | BindingFlags.Static) is { IsInitOnly: false } field && field.FieldType.IsInstanceOfType(action))
        {
            field.SetValue(null, action);
        }
    }
}
