using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Lambda.SQSEvents;
using SqsLambda;

Function? function = null;
using LambdaBootstrap bootstrap = LambdaBootstrapBuilder
    .Create<SQSEvent, SQSBatchResponse>(
        (sqsEvent, context) => function!.FunctionHandler(sqsEvent, context), new SourceGeneratorLambdaJsonSerializer<FunctionJsonContext>())
    .UseBootstrapHandler(() =>
    {
        function = new();
        return Task.FromResult(true);
    })
    .Build();
await bootstrap.RunAsync();
