using System;
using System.IO;
using System.Threading.Tasks;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Adapts the handlers of a function, of every shape, to the one that the bootstrap calls.</summary>
internal static class Handlers
{
    private static readonly InvocationResponse Empty = new(new MemoryStream(0), disposeOutputStream: false);

    public static LambdaBootstrapHandler WithoutOutput(Func<InvocationRequest, Task> handler) => async invocation =>
    {
        await handler(invocation);
        return Empty;
    };

    public static LambdaBootstrapHandler OfStream(Func<InvocationRequest, Task<Stream>> handler) =>
        async invocation => new(await handler(invocation));

    public static LambdaBootstrapHandler Of<TOutput>(Func<InvocationRequest, Task<TOutput>> handler, ILambdaSerializer serializer)
    {
        var buffer = new OutputBuffer();
        return async invocation =>
        {
            TOutput output = await handler(invocation);
            return buffer.Write(stream => serializer.Serialize(output, stream));
        };
    }

    public static LambdaBootstrapHandler Writing(Action<Stream, ILambdaContext, MemoryStream> handler)
    {
        var buffer = new OutputBuffer();
        return invocation => Task.FromResult(buffer.Write(stream => handler(invocation.InputStream, invocation.LambdaContext, stream)));
    }

    /// <summary>One stream serves all invocations, as long as they come one after the other. It keeps the size of the largest response.</summary>
    private sealed class OutputBuffer
    {
        private readonly MemoryStream _shared = Concurrency.IsMultiple ? null : new();

        public InvocationResponse Write(Action<MemoryStream> write)
        {
            MemoryStream stream = _shared ?? new();
            stream.SetLength(0);
            write(stream);
            stream.Position = 0;
            return new(stream, disposeOutputStream: false);
        }
    }
}
