using System.Text.Json.Nodes;

namespace SqsLambda.Tests.Deploy;

/// <summary>Compares JSON by its meaning.</summary>
internal static class JsonAssert
{
    public static void Equal(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"Expected {expected}\nactual {actual?.ToJsonString()}");
}
