using System.Diagnostics;

namespace SqsLambda.Batch.Tracing;

/// <summary>
/// Reads the span that sent a message: from the system attribute <c>AWSTraceHeader</c> (X-Ray), and from the message attributes
/// <c>traceparent</c> and <c>tracestate</c> (W3C Trace Context).
/// </summary>
internal static class Producers
{
    private const string XRayVersion = "1-";
    private const int XRayTimeLength = 8;
    private const int XRayIdLength = 24;

    public static IEnumerable<ActivityLink> Of(MessageContext message)
    {
        List<ActivityLink> links = [];
        if (message.Attributes.TryGetValue("AWSTraceHeader", out string? header) && TryParseXRay(header, out ActivityContext xRay))
        {
            links.Add(new(xRay));
        }

        if (ActivityContext.TryParse(Text(message, "traceparent"), Text(message, "tracestate"), isRemote: true, out ActivityContext w3c)
            && !links.Exists(link => link.Context.TraceId == w3c.TraceId && link.Context.SpanId == w3c.SpanId))
        {
            links.Add(new(w3c));
        }

        return links;
    }

    private static string? Text(MessageContext message, string attribute) =>
        message.MessageAttributes.TryGetValue(attribute, out var value) ? value?.StringValue : null;

    /// <remarks>AWS X-Ray Developer Guide, "Tracing header": <c>Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1</c>.</remarks>
    private static bool TryParseXRay(string? header, out ActivityContext context)
    {
        string trace = "", span = "";
        var flags = ActivityTraceFlags.None;
        foreach (string part in (header ?? "").Split(';', StringSplitOptions.TrimEntries))
        {
            switch (part.Split('=', 2))
            {
                case ["Root", var root] when root.StartsWith(XRayVersion, StringComparison.Ordinal) && root.Split('-') is [_, { Length: XRayTimeLength } time, { Length: XRayIdLength } id]:
                    trace = time + id;
                    break;
                case ["Parent", var parent]:
                    span = parent;
                    break;
                case ["Sampled", "1"]:
                    flags = ActivityTraceFlags.Recorded;
                    break;
            }
        }

        return ActivityContext.TryParse($"00-{trace}-{span}-{(int)flags:x2}", traceState: null, isRemote: true, out context);
    }
}
