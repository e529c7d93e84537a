using SqsLambda.Batch.Logging;

namespace SqsLambda.Hosting;

/// <summary>Describes why a container is not valid.</summary>
internal static class ServiceFaults
{
    private const int MaxLength = 8_000;

    /// <summary>Returns one line. A fault that several services share is named once.</summary>
    public static string Describe(Exception exception)
    {
        IEnumerable<Exception> faults = exception is AggregateException aggregate ? aggregate.Flatten().InnerExceptions : [exception];
        return LogText.OneLine(string.Join(' ', faults.Select(static fault => (fault.InnerException ?? fault).Message).Distinct()), MaxLength);
    }
}
