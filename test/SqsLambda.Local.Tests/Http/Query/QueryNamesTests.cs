using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SqsLambda.Local.Http;
using SqsLambda.Local.Http.Query;

namespace SqsLambda.Local.Tests.Http.Query;

/// <summary>Whoever adds a list or map to a request or an answer is reminded of its name in the Query protocol.</summary>
public sealed class QueryNamesTests
{
    [Fact]
    public void Every_list_and_map_of_the_requests_and_answers_has_a_name_in_the_Query_protocol()
    {
        HashSet<string> members = [];
        foreach (var root in typeof(SqsJsonContext).GetCustomAttributesData().Where(data => data.AttributeType == typeof(JsonSerializableAttribute)))
        {
            Collect((Type)root.ConstructorArguments[0].Value!, members, []);
        }

        Assert.Contains("list Entries", members);
        Assert.Contains("map MessageAttributes", members);
        Assert.All(members, member =>
        {
            var name = QueryNames.Find(member.Split(' ')[1], "SendMessageBatch");
            Assert.NotNull(name);
            Assert.Equal(member.StartsWith("map ", StringComparison.Ordinal), name.Key is not null && name.Value is not null);
        });
    }

    private static void Collect(Type type, HashSet<string> members, HashSet<Type> seen)
    {
        var info = SqsJsonContext.Aws.Options.GetTypeInfo(type);
        if (!seen.Add(type))
        {
            return;
        }

        if (info.ElementType is { } element)
        {
            Collect(element, members, seen);
        }

        foreach (var property in info.Properties)
        {
            switch (SqsJsonContext.Aws.Options.GetTypeInfo(property.PropertyType).Kind)
            {
                case JsonTypeInfoKind.Enumerable:
                    members.Add("list " + property.Name);
                    break;
                case JsonTypeInfoKind.Dictionary:
                    members.Add("map " + property.Name);
                    break;
            }

            Collect(property.PropertyType, members, seen);
        }
    }
}
