using Amazon.Lambda.TestUtilities;

namespace SqsLambda.Testing;

/// <summary>
/// The context of an invocation with 30 seconds left and a log that a test can read. Set <see cref="TestLambdaContext.RemainingTime"/> to give less
/// or more time.
/// </summary>
/// <remarks>
/// <see cref="TestLambdaContext"/> has no time left, so the engine attempts no message. The remaining time does not pass: it is the same for each
/// call of the property. Every other member has a value that Lambda could give it.
/// </remarks>
public sealed class TestInvocationContext : TestLambdaContext
{
    /// <summary>30 seconds: the time that an invocation has left by default.</summary>
    public static readonly TimeSpan DefaultRemainingTime = TimeSpan.FromSeconds(30);

    /// <summary>Creates a context.</summary>
    public TestInvocationContext()
    {
        AwsRequestId = "00000000-0000-4000-8000-000000000000";
        FunctionName = "test-function";
        FunctionVersion = "$LATEST";
        InvokedFunctionArn = "arn:aws:lambda:us-east-1:123456789012:function:test-function";
        LogGroupName = "/aws/lambda/test-function";
        LogStreamName = "2018/12/17/[$LATEST]00000000000000000000000000000000";
        Logger = Log;
        MemoryLimitInMB = 512;
        RemainingTime = DefaultRemainingTime;
    }

    /// <summary>What was written to the context's logger. If the test replaced the logger, this log stays empty.</summary>
    public TestLogger Log { get; } = new();
}
