using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using Amazon.Runtime;
using Amazon.SQS;
using SqsLambda.Aws;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;
using SqsLambda.Local.Tests.Hosting;
using SqsLambda.TestFunction;

namespace SqsLambda.Local.Tests.CommandLine;

/// <summary>The function of test/SqsLambda.TestFunction on the clock of a test: a delegate from bytes to bytes.</summary>
internal sealed class TestFunctions(TimeProvider timeProvider) : IFunctionSource
{
    private static readonly SourceGeneratorLambdaJsonSerializer<FunctionJsonContext> Serializer = new();

    public SampleMessages Samples { get; init; } = SampleMessages.Find(MemoFunctionFolder.Path);

    public FunctionDescription Find(FunctionSelection selection, TextWriter error) =>
        new("memos", new("SqsLambda.TestFunction", "SqsLambda.TestFunction.MemoFunction", "FunctionHandler"), "SqsLambda.TestFunction.dll", ".")
        {
            TimeoutSeconds = 1,
            Samples = Samples,
            Laptop = new(new Dictionary<string, string> { ["IDEMPOTENCY_TABLE"] = "id" }, new Dictionary<string, string>()),
        };

    public string? Prepare(FunctionDescription function) => null;

    public FunctionHandler Open(FunctionDescription function, IReadOnlyDictionary<string, string> variables, FunctionLog log) =>
        HandlerOf(new MemoFunction(new FunctionServices(variables.GetValueOrDefault)
        {
            Runtime = new(timeProvider),
            Sqs = new AmazonSQSClient(
                new BasicAWSCredentials("local", "local"),
                new AmazonSQSConfig { ServiceURL = variables.GetValueOrDefault("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:9"), AuthenticationRegion = LocalCredentials.Region }),
        }).FunctionHandler);

    /// <param name="handler">The handler.</param>
    /// <param name="seen">Is told each response.</param>
    public static FunctionHandler HandlerOf(
        Func<SQSEvent, ILambdaContext, Task<SQSBatchResponse>> handler, Action<SQSBatchResponse>? seen = null)
    {
        var contexts = new LambdaContextAdapter(typeof(ILambdaContext), Serializer);
        return async (payload, invocation) =>
        {
            var context = (ILambdaContext)contexts.ContextOf(invocation);
            SQSBatchResponse result = await handler(Serializer.Deserialize<SQSEvent>(new MemoryStream(payload)), context);
            seen?.Invoke(result);
            using var response = new MemoryStream();
            Serializer.Serialize(result, response);
            return response.ToArray();
        };
    }
}
