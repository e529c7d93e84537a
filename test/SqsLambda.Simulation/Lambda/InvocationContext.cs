using Amazon.Lambda.Core;

namespace SqsLambda.Simulation.Lambda;

/// <summary>What Lambda tells the function of an invocation. The remaining time passes with the virtual clock.</summary>
internal sealed class InvocationContext(SimulatedInvocation invocation) : ILambdaContext, ILambdaLogger
{
    public string AwsRequestId => invocation.Name;

    public IClientContext ClientContext => null!;

    public string FunctionName => "simulated";

    public string FunctionVersion => "$LATEST";

    public ICognitoIdentity Identity => null!;

    public string InvokedFunctionArn => "arn:aws:lambda:us-east-1:123456789012:function:simulated";

    public ILambdaLogger Logger => this;

    public string LogGroupName => "/aws/lambda/simulated";

    public string LogStreamName => invocation.Process.Name;

    public int MemoryLimitInMB => 512;

    public TimeSpan RemainingTime => invocation.RemainingTime;

    public void Log(string message) => LogLine(message);

    public void LogLine(string message) => invocation.Tell(message);

    public void Log(string level, string message, params object[] args)
    {
        if (level == "Critical")
        {
            invocation.FaultInEngine(message, args);
        }
    }

    public void Log(string level, Exception exception, string message, params object[] args)
    {
        if (level == "Critical")
        {
            invocation.FaultInEngine(exception.ToString(), args);
        }
    }
}
