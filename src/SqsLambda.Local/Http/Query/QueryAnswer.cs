using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Xml;
using Microsoft.AspNetCore.Http;
using SqsLambda.Local.Sqs;

namespace SqsLambda.Local.Http.Query;

/// <summary>Writes answers and errors as the XML of the Query protocol. The JSON answer of the same operation says what is in them.</summary>
/// <remarks>SQS Developer Guide, "Interpreting Amazon SQS XML API responses".</remarks>
internal static class QueryAnswer
{
    private const string Namespace = "http://queue.amazonaws.com/doc/2012-11-05/";

    // A carriage return must be escaped: readers of XML take it for a line feed.
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        NewLineHandling = NewLineHandling.Entitize,
    };

    /// <summary>Writes an answer.</summary>
    public static Task WriteAsync<T>(HttpContext context, string operation, T answer, JsonTypeInfo<T> type) => WriteXmlAsync(context, xml =>
    {
        xml.WriteStartElement(operation + "Response", Namespace);
        xml.WriteStartElement(operation + "Result");
        WriteMembers(xml, JsonSerializer.SerializeToElement(answer, type), operation);
        xml.WriteEndElement();
        WriteMetadata(xml, context);
        xml.WriteEndElement();
    });

    /// <summary>Writes the answer of an operation that has none.</summary>
    public static Task WriteNothingAsync(HttpContext context, string operation) => WriteXmlAsync(context, xml =>
    {
        xml.WriteStartElement(operation + "Response", Namespace);
        WriteMetadata(xml, context);
        xml.WriteEndElement();
    });

    /// <summary>Writes an error, with the status of its kind.</summary>
    public static Task WriteErrorAsync(HttpContext context, SqsException error)
    {
        context.Response.StatusCode = error.HttpStatus;
        return WriteXmlAsync(context, xml =>
        {
            xml.WriteStartElement("ErrorResponse", Namespace);
            xml.WriteStartElement("Error");
            xml.WriteElementString("Type", error.HttpStatus < StatusCodes.Status500InternalServerError ? "Sender" : "Receiver");
            xml.WriteElementString("Code", error.Code);
            xml.WriteElementString("Message", Text(error.QueryMessage));
            xml.WriteElementString("Detail", null);
            xml.WriteEndElement();
            xml.WriteElementString("RequestId", RequestIdOf(context));
            xml.WriteEndElement();
        });
    }

    private static Task WriteXmlAsync(HttpContext context, Action<XmlWriter> write)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Settings))
        {
            write(xml);
        }

        ReadOnlyMemory<byte> answer = stream.GetBuffer().AsMemory(0, (int)stream.Length);
        context.Response.ContentType = "text/xml";
        context.Response.ContentLength = answer.Length;

        // Clients need not check it. Those that do take its absence for "not checked".
        context.Response.Headers["x-amz-crc32"] = Crc32.HashToUInt32(answer.Span).ToString(CultureInfo.InvariantCulture);
        return context.Response.Body.WriteAsync(answer).AsTask();
    }

    private static void WriteMetadata(XmlWriter xml, HttpContext context)
    {
        xml.WriteStartElement("ResponseMetadata");
        xml.WriteElementString("RequestId", RequestIdOf(context));
        xml.WriteEndElement();
    }

    private static void WriteMembers(XmlWriter xml, JsonElement members, string operation)
    {
        foreach (JsonProperty member in members.EnumerateObject())
        {
            if (QueryNames.Find(member.Name, operation) is not { } names)
            {
                WriteElement(xml, member.Name, member.Value, operation);
            }
            else if (names.Key is null)
            {
                foreach (JsonElement item in member.Value.EnumerateArray())
                {
                    WriteElement(xml, names.Item, item, operation);
                }
            }
            else
            {
                foreach (JsonProperty entry in member.Value.EnumerateObject())
                {
                    xml.WriteStartElement(names.Item);
                    xml.WriteElementString(names.Key, Text(entry.Name));
                    WriteElement(xml, names.Value!, entry.Value, operation);
                    xml.WriteEndElement();
                }
            }
        }
    }

    private static void WriteElement(XmlWriter xml, string name, JsonElement value, string operation)
    {
        xml.WriteStartElement(name);
        if (value.ValueKind == JsonValueKind.Object)
        {
            WriteMembers(xml, value, operation);
        }
        else
        {
            xml.WriteString(Text(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()));
        }

        xml.WriteEndElement();
    }

    private static string RequestIdOf(HttpContext context) => context.Response.Headers[SqsEndpoint.RequestIdHeader].ToString();

    // XML has no form for control characters, not even escaped. SQS allows none in messages, but tags and errors may hold them.
    private static string Text(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!XmlConvert.IsXmlChar(text[i]) && !IsPairAt(text, i))
            {
                return Replaced(text);
            }
        }

        return text;
    }

    private static string Replaced(string text) => string.Create(text.Length, text, static (replaced, text) =>
    {
        for (int i = 0; i < text.Length; i++)
        {
            replaced[i] = XmlConvert.IsXmlChar(text[i]) || IsPairAt(text, i) ? text[i] : '\uFFFD';
        }
    });

    private static bool IsPairAt(string text, int i) =>
        char.IsHighSurrogate(text[i])
            ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
            : char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]);
}
