using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http;

/// <summary>Reads request bodies, and limits how much of them is held at a time. Safe for concurrent use.</summary>
/// <param name="maxLargeBodies">How many bodies of more than <see cref="SmallBytes"/> are held at a time.</param>
internal sealed class RequestBody(int maxLargeBodies)
{
    /// <summary>A body of up to this size is read without waiting: 64 KiB.</summary>
    public const int SmallBytes = 64 * 1024;

    // Holds one item for each large body. Writing waits while the channel is full.
    private readonly Channel<bool> _largeBodies = Channel.CreateBounded<bool>(maxLargeBodies);

    /// <summary>How many large bodies are being read now.</summary>
    public int LargeBodies => _largeBodies.Reader.Count;

    /// <summary>Reads a body as JSON.</summary>
    /// <exception cref="SqsException">The body is too long, or is JSON null.</exception>
    /// <exception cref="JsonException">The body is not JSON of this type.</exception>
    public ValueTask<TRequest> ReadAsync<TRequest>(HttpRequest request, JsonTypeInfo<TRequest> type, CancellationToken cancellationToken)
        where TRequest : class =>
        ReadAsync(
            request, type, static (json, type) => Deserialize(json, type) ?? throw SqsException.MalformedInput("The request body must be a JSON object."),
            cancellationToken);

    /// <summary>Reads a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="state">What <paramref name="parse"/> gets besides the body.</param>
    /// <param name="parse">Reads the whole body, which is not there any more when it has returned.</param>
    /// <param name="cancellationToken">Cancels the wait for the body.</param>
    /// <exception cref="SqsException">The body is too long.</exception>
    public async ValueTask<TResult> ReadAsync<TState, TResult>(
        HttpRequest request, TState state, Func<ReadOnlySequence<byte>, TState, TResult> parse, CancellationToken cancellationToken)
    {
        if (request.ContentLength > EndpointOptions.MaxBodyBytes)
        {
            throw SqsException.RequestTooLarge(EndpointOptions.MaxBodyBytes);
        }

        PipeReader reader = request.BodyReader;
        bool isLarge = false;
        try
        {
            ReadResult result;
            while (!(result = await reader.ReadAsync(cancellationToken)).IsCompleted)
            {
                ThrowIfTooLong(reader, result.Buffer);
                if (!isLarge && result.Buffer.Length > SmallBytes)
                {
                    // Nothing is read meanwhile, so the client has to wait too.
                    await _largeBodies.Writer.WriteAsync(true, cancellationToken);
                    isLarge = true;
                }

                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }

            ThrowIfTooLong(reader, result.Buffer);
            try
            {
                return parse(result.Buffer, state);
            }
            finally
            {
                // The connection takes no further request before the body is given back.
                reader.AdvanceTo(result.Buffer.End);
            }
        }
        finally
        {
            if (isLarge)
            {
                _largeBodies.Reader.TryRead(out _);
            }
        }
    }

    // The bytes read so far are given back, so that memory is free while the rest is discarded.
    private static void ThrowIfTooLong(PipeReader reader, ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length > EndpointOptions.MaxBodyBytes)
        {
            reader.AdvanceTo(buffer.End);
            throw SqsException.RequestTooLarge(EndpointOptions.MaxBodyBytes);
        }
    }

    private static T? Deserialize<T>(ReadOnlySequence<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            var reader = json.IsSingleSegment ? new Utf8JsonReader(json.FirstSpan) : new Utf8JsonReader(json);
            T? value = JsonSerializer.Deserialize(ref reader, type);

            // Throws if anything but blanks follows.
            reader.Read();
            return value;
        }
        catch (JsonException e) when (e.InnerException is InvalidOperationException && InvalidNames.ParentOfFirst(json) is { } parent)
        {
            throw RequestErrors.OfName(parent);
        }
    }
}
