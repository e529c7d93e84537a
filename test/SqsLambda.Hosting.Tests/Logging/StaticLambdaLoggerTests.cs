using System.Reflection;
using Amazon.Lambda.Core;
using SqsLambda.Hosting.Logging;

namespace SqsLambda.Hosting.Tests.Logging;

/// <summary>The logger of the process is the one that Lambda's runtime redirects into its log.</summary>
public sealed class StaticLambdaLoggerTests
{
    private readonly List<(string? Level, Exception? Exception, string Message, object[] Args)> _entries = [];

    [Fact]
    public void It_writes_by_the_static_logger_of_Lambda()
    {
        var exception = new TimeoutException();
        using var line = new Redirection("_loggingAction", new Action<string>(message => _entries.Add((null, null, message, []))));
        using var entry = new Redirection(
            "_loggingWithLevelAction", new Action<string, string, object[]>((level, message, args) => _entries.Add((level, null, message, args))));
        using var failure = new Redirection(
            "_loggingWithLevelAndExceptionAction",
            new Action<string, Exception, string, object[]>((level, exception, message, args) => _entries.Add((level, exception, message, args))));
        StaticLambdaLogger logger = StaticLambdaLogger.Instance;
        object[] args = [1];

        logger.Log("a");
        logger.LogLine("b");
        logger.Log("Warning", "c {A}", args);
        logger.Log("Error", exception, "d {A}", args);

        Assert.Equal([(null, null, "a"), (null, null, "b"), ("Warning", null, "c {A}"), ("Error", exception, "d {A}")], _entries.Select(
            static entry => (entry.Level, entry.Exception, entry.Message)));
        Assert.All(_entries[2..], entry => Assert.Same(args, entry.Args));
    }

    /// <summary>Sets a field as Lambda's runtime client does.</summary>
    private sealed class Redirection : IDisposable
    {
        private readonly FieldInfo _field;
        private readonly object? _before;

        public Redirection(string field, Delegate action)
        {
            _field = typeof(LambdaLogger).GetField(field, BindingFlags.NonPublic | BindingFlags.Static)!;
            _before = _field.GetValue(null);
            _field.SetValue(null, action);
        }

        public void Dispose() => _field.SetValue(null, _before);
    }
}
