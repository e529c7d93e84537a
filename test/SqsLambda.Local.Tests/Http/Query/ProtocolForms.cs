using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;

namespace SqsLambda.Local.Tests.Http.Query;

/// <summary>Turns JSON requests into forms and JSON answers into XML, by the names of the service model. Independent of the endpoint's own.</summary>
internal static class ProtocolForms
{
    private static readonly Dictionary<string, string> Lists = new()
    {
        ["Actions"] = "ActionName",
        ["AWSAccountIds"] = "AWSAccountId",
        ["AttributeNames"] = "AttributeName",
        ["MessageAttributeNames"] = "MessageAttributeName",
        ["MessageSystemAttributeNames"] = "MessageSystemAttributeNames",
        ["TagKeys"] = "TagKey",
        ["QueueUrls"] = "QueueUrl",
        ["queueUrls"] = "QueueUrl",
        ["Messages"] = "Message",
        ["Results"] = "ListMessageMoveTasksResultEntry",
        ["Failed"] = "BatchResultErrorEntry",
    };

    private static readonly Dictionary<string, (string Name, string Key)> Maps = new()
    {
        ["Attributes"] = ("Attribute", "Name"),
        ["MessageAttributes"] = ("MessageAttribute", "Name"),
        ["MessageSystemAttributes"] = ("MessageSystemAttribute", "Name"),
        ["Tags"] = ("Tag", "Key"),
        ["tags"] = ("Tag", "Key"),
    };

    /// <summary>The form of a request.</summary>
    public static string Form(string operation, JsonObject request) =>
        string.Join('&', Parameters(operation, request, "").Prepend(("Action", operation)).Select(p => $"{p.Item1}={Uri.EscapeDataString(p.Item2)}"));

    /// <summary>The element that an answer has in XML.</summary>
    public static XElement Result(string operation, JsonObject answer) =>
        new(QueryClient.Xml + (operation + "Result"), Elements(operation, answer));

    /// <summary>Replaces the characters that XML has no form for.</summary>
    public static string Representable(string text) => string.Concat(text.Select(c => char.IsSurrogate(c) || XmlConvert.IsXmlChar(c) ? c : '\uFFFD'));

    /// <summary>An element as text, with its members by name and no namespace.</summary>
    public static string Sorted(XElement element) =>
        element.HasElements
            ? $"<{element.Name.LocalName}>{string.Concat(element.Elements().OrderBy(e => e.Name.LocalName, StringComparer.Ordinal).Select(Sorted))}</{element.Name.LocalName}>"
            : Text(element);

    /// <summary>An element as text, without its namespace.</summary>
    public static string Text(XElement element) =>
        $"<{element.Name.LocalName}>{(element.HasElements ? string.Concat(element.Elements().Select(Text)) : element.Value)}</{element.Name.LocalName}>";

    private static IEnumerable<(string, string)> Parameters(string operation, JsonObject members, string path) =>
        members.SelectMany(member => member.Value switch
        {
            JsonArray list => list.SelectMany((item, i) => Item(operation, item!, $"{path}{ListName(operation, member.Key)}.{i + 1}")),
            JsonObject map => map.SelectMany((entry, i) =>
            {
                var (name, key) = Maps[member.Key];
                return Item(operation, entry.Value!, $"{path}{name}.{i + 1}.Value").Prepend(($"{path}{name}.{i + 1}.{key}", entry.Key));
            }),
            { } value => [(path + member.Key, value.ToString())],
            null => [],
        });

    private static IEnumerable<(string, string)> Item(string operation, JsonNode item, string path) =>
        item is JsonObject members ? Parameters(operation, members, path + ".") : [(path, item.ToString())];

    private static IEnumerable<XElement> Elements(string operation, JsonObject members) =>
        members.SelectMany(member => member.Value switch
        {
            JsonArray list => list.Select(item => Element(operation, ListName(operation, member.Key), item!)),
            JsonObject map => map.Select(entry =>
            {
                var (name, key) = Maps[member.Key];
                return new XElement(QueryClient.Xml + name, new XElement(QueryClient.Xml + key, entry.Key), Element(operation, "Value", entry.Value!));
            }),
            { } value => [Element(operation, member.Key, value)],
            null => [],
        });

    private static XElement Element(string operation, string name, JsonNode value) =>
        new(QueryClient.Xml + name, value is JsonObject members ? Elements(operation, members) : Representable(value.ToString()));

    private static string ListName(string operation, string member) => member switch
    {
        "Entries" => operation + "RequestEntry",
        "Successful" => operation + "ResultEntry",
        _ => Lists[member],
    };
}
