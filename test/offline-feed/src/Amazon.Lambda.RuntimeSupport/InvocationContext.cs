using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http.Headers;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>What Lambda says of an invocation. Identity and client context are empty: SQS has none.</summary>
internal sealed class InvocationContext : ILambdaContext
{
    private readonly long _deadlineMs;

    /// <exception cref="KeyNotFoundException">The invocation has no request id.</exception>
    public InvocationContext(HttpResponseHeaders headers, RuntimeLog log)
    {
        string Header(string name) => headers.TryGetValues($"Lambda-Runtime-{name}", out IEnumerable<string> values) ? values.First() : null;

        AwsRequestId = Header("Aws-Request-Id") ?? throw new KeyNotFoundException("Stand-in runtime client: the invocation has no Lambda-Runtime-Aws-Request-Id.");
        InvokedFunctionArn = Header("Invoked-Function-Arn");
        TraceId = Header("Trace-Id");
        TenantId = Header("Aws-Tenant-Id");
        _ = long.TryParse(Header("Deadline-Ms"), out _deadlineMs);
        _ = int.TryParse(Variable("MEMORY_SIZE"), out int memoryMB);
        MemoryLimitInMB = memoryMB;
        Logger = new ContextLogger(log);
    }

    public string AwsRequestId { get; }

    public string InvokedFunctionArn { get; }

    public string TraceId { get; }

    public string TenantId { get; }

    public string FunctionName { get; } = Variable("NAME");

    public string FunctionVersion { get; } = Variable("VERSION");

    public string LogGroupName { get; } = Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_GROUP_NAME");

    public string LogStreamName { get; } = Environment.GetEnvironmentVariable("AWS_LAMBDA_LOG_STREAM_NAME");

    public int MemoryLimitInMB { get; }

    /// <summary>Negative once the time is over.</summary>
    public TimeSpan RemainingTime => TimeSpan.FromMilliseconds(_deadlineMs - (DateTime.UtcNow - DateTime.UnixEpoch).TotalMilliseconds);

    public ILambdaLogger Logger { get; }

    public ILambdaSerializer Serializer { get; init; }

    public IClientContext ClientContext { get; } = new NoClientContext();

    public ICognitoIdentity Identity { get; } = new NoIdentity();

    private static string Variable(string name) => Environment.GetEnvironmentVariable($"AWS_LAMBDA_FUNCTION_{name}");

    private sealed class NoClientContext : IClientContext
    {
        public IDictionary<string, string> Environment => null;

        public IClientApplication Client => null;

        public IDictionary<string, string> Custom => null;
    }

    private sealed class NoIdentity : ICognitoIdentity
    {
        public string IdentityId => null;

        public string IdentityPoolId => null;
    }
}
