using System;
using System.IO;
using System.Net.Http;
using System.Threading.Tasks;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Bootstrap;

namespace Amazon.Lambda.RuntimeSupport;

public class LambdaBootstrapBuilder
{
    private readonly LambdaBootstrapHandler _handler;
    private readonly ILambdaSerializer _serializer;
    private readonly LambdaBootstrapOptions _options = new();
    private HttpClient _httpClient;
    private LambdaBootstrapInitializer _initializer;

    private LambdaBootstrapBuilder(LambdaBootstrapHandler handler, ILambdaSerializer serializer = null)
    {
        _handler = handler;
        _serializer = serializer;
    }

    public static LambdaBootstrapBuilder Create(Action<Stream, ILambdaContext, MemoryStream> handler) => new(Handlers.Writing(handler));

    public static LambdaBootstrapBuilder Create(Func<Task> handler) => new(Handlers.WithoutOutput(_ => handler()));

    public static LambdaBootstrapBuilder Create(Func<Stream, Task> handler) => new(Handlers.WithoutOutput(i => handler(i.InputStream)));

    public static LambdaBootstrapBuilder Create<TInput>(Func<TInput, Task> handler, ILambdaSerializer serializer) =>
        new(Handlers.WithoutOutput(i => handler(Read<TInput>(i, serializer))), serializer);

    public static LambdaBootstrapBuilder Create(Func<ILambdaContext, Task> handler) => new(Handlers.WithoutOutput(i => handler(i.LambdaContext)));

    public static LambdaBootstrapBuilder Create(Func<Stream, ILambdaContext, Task> handler) =>
        new(Handlers.WithoutOutput(i => handler(i.InputStream, i.LambdaContext)));

    public static LambdaBootstrapBuilder Create<TInput>(Func<TInput, ILambdaContext, Task> handler, ILambdaSerializer serializer) =>
        new(Handlers.WithoutOutput(i => handler(Read<TInput>(i, serializer), i.LambdaContext)), serializer);

    public static LambdaBootstrapBuilder Create(Func<Task<Stream>> handler) => new(Handlers.OfStream(_ => handler()));

    public static LambdaBootstrapBuilder Create(Func<Stream, Task<Stream>> handler) => new(Handlers.OfStream(i => handler(i.InputStream)));

    public static LambdaBootstrapBuilder Create<TInput>(Func<TInput, Task<Stream>> handler, ILambdaSerializer serializer) =>
        new(Handlers.OfStream(i => handler(Read<TInput>(i, serializer))), serializer);

    public static LambdaBootstrapBuilder Create(Func<ILambdaContext, Task<Stream>> handler) => new(Handlers.OfStream(i => handler(i.LambdaContext)));

    public static LambdaBootstrapBuilder Create(Func<Stream, ILambdaContext, Task<Stream>> handler) =>
        new(Handlers.OfStream(i => handler(i.InputStream, i.LambdaContext)));

    public static LambdaBootstrapBuilder Create<TInput>(Func<TInput, ILambdaContext, Task<Stream>> handler, ILambdaSerializer serializer) =>
        new(Handlers.OfStream(i => handler(Read<TInput>(i, serializer), i.LambdaContext)), serializer);

    public static LambdaBootstrapBuilder Create<TOutput>(Func<Task<TOutput>> handler, ILambdaSerializer serializer) =>
        new(Handlers.Of(_ => handler(), serializer), serializer);

    public static LambdaBootstrapBuilder Create<TOutput>(Func<Stream, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        new(Handlers.Of(i => handler(i.InputStream), serializer), serializer);

    public static LambdaBootstrapBuilder Create<TInput, TOutput>(Func<TInput, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        new(Handlers.Of(i => handler(Read<TInput>(i, serializer)), serializer), serializer);

    public static LambdaBootstrapBuilder Create<TOutput>(Func<ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        new(Handlers.Of(i => handler(i.LambdaContext), serializer), serializer);

    public static LambdaBootstrapBuilder Create<TOutput>(Func<Stream, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        new(Handlers.Of(i => handler(i.InputStream, i.LambdaContext), serializer), serializer);

    public static LambdaBootstrapBuilder Create<TInput, TOutput>(Func<TInput, ILambdaContext, Task<TOutput>> handler, ILambdaSerializer serializer) =>
        new(Handlers.Of(i => handler(Read<TInput>(i, serializer), i.LambdaContext), serializer), serializer);

    public LambdaBootstrapBuilder UseHttpClient(HttpClient httpClient)
    {
        _httpClient = httpClient;
        return this;
    }

    public LambdaBootstrapBuilder UseBootstrapHandler(LambdaBootstrapInitializer lambdaBootstrapInitializer)
    {
        _initializer = lambdaBootstrapInitializer;
        return this;
    }

    public LambdaBootstrapBuilder ConfigureOptions(Action<LambdaBootstrapOptions> options = null)
    {
        options?.Invoke(_options);
        return this;
    }

    public LambdaBootstrap Build() => new(_httpClient, _handler, _initializer, _options, _serializer);

    private static TInput Read<TInput>(InvocationRequest invocation, ILambdaSerializer serializer) =>
        serializer.Deserialize<TInput>(invocation.InputStream);
}
