using Amazon.Lambda.Core;

namespace SqsLambda.Local.Lambda;

/// <summary>What Lambda tells the function of an invocation.</summary>
internal sealed class LocalLambdaContext(string functionName, TimeSpan timeout, TimeProvider timeProvider, ILambdaLogger logger) : ILambdaContext
{
    private readonly long _started = timeProvider.GetTimestamp();

    public string AwsRequestId { get; } = Guid.NewGuid().ToString();

    public IClientContext? ClientContext => null;

    public string FunctionName => functionName;

    public string FunctionVersion => "$LATEST";

    public ICognitoIdentity? Identity => null;

    public string InvokedFunctionArn => $"arn:aws:lambda:us-east-1:000000000000:function:{functionName}";

    public ILambdaLogger Logger => logger;

    public string LogGroupName => $"/aws/lambda/{functionName}";

    public string LogStreamName => "local";

    public int MemoryLimitInMB => 512;

    public TimeSpan RemainingTime => timeout - timeProvider.GetElapsedTime(_started) is { Ticks: > 0 } left ? left : TimeSpan.Zero;
}
