using System.Collections.Frozen;

namespace SqsLambda.Local.Http.Query;

/// <summary>
/// The names that lists and maps have in the Query protocol. Every other member has the same name in both protocols, so these names and the
/// types of the JSON requests and answers describe the Query form of all operations.
/// </summary>
/// <remarks>
/// The service model of Amazon SQS, version 2012-11-05: <c>locationName</c> of each list's member, and of each map, its keys and its values.
/// All of them are flattened: <c>AttributeName.1</c>, not <c>AttributeName.member.1</c>.
/// </remarks>
internal static class QueryNames
{
    private static readonly FrozenDictionary<string, QueryName> ByMember = new Dictionary<string, QueryName>
    {
        ["Actions"] = QueryName.List("ActionName"),
        ["AWSAccountIds"] = QueryName.List("AWSAccountId"),
        ["AttributeNames"] = QueryName.List("AttributeName"),
        ["MessageAttributeNames"] = QueryName.List("MessageAttributeName"),
        ["MessageSystemAttributeNames"] = QueryName.List("MessageSystemAttributeName"),
        ["TagKeys"] = QueryName.List("TagKey"),
        ["StringListValues"] = QueryName.List("StringListValue"),
        ["BinaryListValues"] = QueryName.List("BinaryListValue"),
        ["QueueUrls"] = QueryName.List("QueueUrl"),
        ["queueUrls"] = QueryName.List("QueueUrl"),
        ["Messages"] = QueryName.List("Message"),
        ["Results"] = QueryName.List("ListMessageMoveTasksResultEntry"),
        ["Failed"] = QueryName.List("BatchResultErrorEntry"),
        ["Attributes"] = QueryName.Map("Attribute", "Name", "Value"),
        ["MessageAttributes"] = QueryName.Map("MessageAttribute", "Name", "Value"),
        ["MessageSystemAttributes"] = QueryName.Map("MessageSystemAttribute", "Name", "Value"),
        ["Tags"] = QueryName.Map("Tag", "Key", "Value"),
        ["tags"] = QueryName.Map("Tag", "Key", "Value"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Returns the name of a list or map, or null if the member is neither.</summary>
    /// <param name="member">The name of the member in JSON.</param>
    /// <param name="operation">The operation, after which the entries of batches are named.</param>
    public static QueryName? Find(string member, string operation) => member switch
    {
        "Entries" => QueryName.List(operation + "RequestEntry"),
        "Successful" => QueryName.List(operation + "ResultEntry"),
        _ => ByMember.GetValueOrDefault(member),
    };
}

/// <summary>The name of a list or map in the Query protocol.</summary>
/// <param name="Item">The name of each item.</param>
/// <param name="Key">The name of the key within an item of a map, or null for a list.</param>
/// <param name="Value">The name of the value within an item of a map, or null for a list.</param>
internal sealed record QueryName(string Item, string? Key, string? Value)
{
    public static QueryName List(string item) => new(item, null, null);

    public static QueryName Map(string item, string key, string value) => new(item, key, value);
}
