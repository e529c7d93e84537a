using SqsLambda.Local.Sqs;

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

    public string FunctionArn { get; init; } = ArnOf(functionName, RegionName.Default);

    public string TraceId { get; init; } = "";

    /// <summary>The ARN of a function in a region.</summary>
    public static string ArnOf(string functionName, string region) =>
        $"arn:{RegionName.PartitionOf(region)}:lambda:{region}:000000000000:function:{functionName}";
}
