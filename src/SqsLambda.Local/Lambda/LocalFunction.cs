using System.Reflection;
using Amazon.Lambda.Core;
using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Local.Lambda;

/// <summary>Invokes the function as Lambda does: JSON in, through the function's own serializer, JSON out, within its timeout.</summary>
internal sealed class LocalFunction(
    Func<SQSEvent, ILambdaContext, Task<SQSBatchResponse>> handler, TimeSpan timeout, TimeProvider timeProvider, ILambdaLogger logger)
{
    private const string Name = "sqs-lambda-orders";

    private readonly ILambdaSerializer _serializer = RegisteredSerializer();

    /// <summary>
    /// Invokes the function once and never throws. A function that is still running at its timeout is abandoned; in this process it goes on,
    /// where Lambda would end its sandbox.
    /// </summary>
    public async Task<InvocationResult> InvokeAsync(byte[] payload)
    {
        var context = new LocalLambdaContext(Name, timeout, timeProvider, logger);
        Task<byte[]> invocation = Task.Run(() => HandleAsync(payload, context));
        await ((Task)invocation).WaitAsync(timeout, timeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!invocation.IsCompleted)
        {
            return new([], $"Task timed out after {timeout.TotalSeconds:F2} seconds");
        }

        try
        {
            return new(await invocation, FunctionError: null);
        }
        catch (Exception exception)
        {
            return new([], $"{exception.GetType().Name}: {exception.Message}".ReplaceLineEndings(" "));
        }
    }

    private async Task<byte[]> HandleAsync(byte[] payload, LocalLambdaContext context)
    {
        using var request = new MemoryStream(payload);
        using var response = new MemoryStream();
        SQSBatchResponse result = await handler(_serializer.Deserialize<SQSEvent>(request), context);
        _serializer.Serialize(result, response);
        return response.ToArray();
    }

    private static ILambdaSerializer RegisteredSerializer() =>
        typeof(Function).Assembly.GetCustomAttribute<LambdaSerializerAttribute>() is { SerializerType: { } type }
            ? (ILambdaSerializer)Activator.CreateInstance(type)!
            : throw new InvalidOperationException($"{typeof(Function).Assembly.GetName().Name} has no [assembly: LambdaSerializer(…)].");
}
