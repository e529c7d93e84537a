namespace SqsLambda.Local.Lambda;

/// <summary>What Lambda tells the function of an invocation.</summary>
internal sealed class Invocation(string requestId, string functionName, int memoryMB, Func<TimeSpan> remainingTime, FunctionLog log)
{
    public string RequestId => requestId;

    public string FunctionName => functionName;

    public int MemoryMB => memoryMB;

    /// <summary>How long the function may still run; never negative.</summary>
    public TimeSpan RemainingTime => remainingTime() is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>What the function logs goes here.</summary>
    public FunctionLog Log => log;

    /// <summary>The ARN of the function; another one than the laptop's where Lambda, or who stands in for it, says so.</summary>
    public string FunctionArn { get; init; } = ArnOf(functionName);

    public string TraceId { get; init; } = "";

    public static string ArnOf(string functionName) => $"arn:aws:lambda:us-east-1:000000000000:function:{functionName}";
}
