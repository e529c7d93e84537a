using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;
using SqsLambda.Aws;
using SqsLambda.Redis;

namespace SqsLambda.ChaosFunction;

/// <summary>The same as <see cref="DirectFunction"/>, with its idempotency records in Redis.</summary>
public sealed class RedisFunction
{
    private readonly DirectFunction _function = new(
        FunctionServices.FromEnvironment().UseStore(static settings => RedisIdempotency.FromEnvironment(settings.IdempotencyExpiration)));

    /// <summary>Processes a batch of messages.</summary>
    public Task<SQSBatchResponse> FunctionHandler(SQSEvent sqsEvent, ILambdaContext context) => _function.FunctionHandler(sqsEvent, context);
}
