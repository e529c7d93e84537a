using System.Buffers;
using System.Buffers.Text;
using System.Text;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http.Query;

/// <summary>Reads <c>application/x-www-form-urlencoded</c>: the query of a URL and the body of a form.</summary>
internal static class QueryForm
{
    /// <summary>The maximum number of parameters. The largest valid request, a batch of ten messages with ten attributes each, has about 400.</summary>
    public const int MaxParameters = 10_000;

    // The longest name of SQS has 7 parts: SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringListValue.1.
    private const int MaxNameParts = 8;
    private const int MaxNameBytes = 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Adds the parameters of a form to a tree. A later value takes the place of an earlier one. Names that SQS cannot have are ignored.</summary>
    /// <exception cref="SqsException">A value is not text, or there are too many parameters.</exception>
    public static void Read(ReadOnlySequence<byte> form, QueryNode root) => Read(form.IsSingleSegment ? form.FirstSpan : form.ToArray(), root);

    /// <inheritdoc cref="Read(ReadOnlySequence{byte}, QueryNode)"/>
    public static void Read(ReadOnlySpan<byte> form, QueryNode root)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(form.Length);
        try
        {
            int count = 0;
            foreach (Range range in form.Split((byte)'&'))
            {
                ReadOnlySpan<byte> parameter = form[range];
                if (parameter.IsEmpty)
                {
                    continue;
                }

                if (++count > MaxParameters)
                {
                    throw SqsException.MalformedInput($"The request has more than {MaxParameters} parameters.");
                }

                int equals = parameter.IndexOf((byte)'=');
                Add(root, equals < 0 ? parameter : parameter[..equals], equals < 0 ? [] : parameter[(equals + 1)..], buffer);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Add(QueryNode root, ReadOnlySpan<byte> encodedName, ReadOnlySpan<byte> encodedValue, Span<byte> buffer)
    {
        if (encodedName.Length > MaxNameBytes)
        {
            return;
        }

        string name = Encoding.UTF8.GetString(Decode(encodedName, buffer));
        string[] parts = name.Split('.');
        if (parts.Length > MaxNameParts)
        {
            return;
        }

        QueryNode node = root;
        foreach (string part in parts)
        {
            node = node.Add(part);
        }

        try
        {
            node.Value = Utf8.GetString(Decode(encodedValue, buffer));
        }
        catch (DecoderFallbackException)
        {
            throw RequestErrors.OfText(name);
        }
    }

    // A percent sign that no two hexadecimal digits follow stands for itself, as in browsers (URL Standard, "percent-decode").
    private static ReadOnlySpan<byte> Decode(ReadOnlySpan<byte> encoded, Span<byte> buffer)
    {
        int length = 0;
        for (int i = 0; i < encoded.Length; i++)
        {
            byte value = encoded[i];
            if (value == '+')
            {
                value = (byte)' ';
            }
            else if (value == '%' && i + 2 < encoded.Length
                && Utf8Parser.TryParse(encoded.Slice(i + 1, 2), out byte escaped, out int consumed, 'X') && consumed == 2)
            {
                value = escaped;
                i += 2;
            }

            buffer[length++] = value;
        }

        return buffer[..length];
    }
}
