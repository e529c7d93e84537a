using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SqsLambda.Tests.Deploy;

/// <summary>Reads a CloudFormation template. A short form such as <c>!Ref A</c> becomes its full form <c>{"Ref":"A"}</c>.</summary>
internal static class YamlTemplate
{
    public static JsonObject Read(string file)
    {
        using StreamReader reader = File.OpenText(file);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return (JsonObject)Convert(yaml.Documents[0].RootNode)!;
    }

    private static JsonNode? Convert(YamlNode node)
    {
        JsonNode? value = node switch
        {
            YamlMappingNode mapping => new JsonObject(mapping.Children.Select(
                static child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, Convert(child.Value)))),
            YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
            YamlScalarNode scalar => Convert(scalar),
            _ => throw new InvalidOperationException($"{node.NodeType} at {node.Start} has no place in a template."),
        };
        return IsShortForm(node.Tag) ? FullForm(node.Tag.Value[1..], value) : value;
    }

    private static JsonNode? Convert(YamlScalarNode scalar) =>
        scalar.Style != ScalarStyle.Plain || IsShortForm(scalar.Tag) ? scalar.Value
        : bool.TryParse(scalar.Value, out bool flag) ? flag
        : long.TryParse(scalar.Value, out long number) ? number
        : scalar.Value;

    private static bool IsShortForm(TagName tag) => !tag.IsEmpty && tag.Value.StartsWith('!') && tag.Value.Length > 1;

    private static JsonObject FullForm(string function, JsonNode? argument) => function switch
    {
        "Ref" => new() { ["Ref"] = argument },
        "GetAtt" => new() { ["Fn::GetAtt"] = new JsonArray([.. argument!.GetValue<string>().Split('.', 2).Select(static part => JsonValue.Create(part))]) },
        _ => new() { [$"Fn::{function}"] = argument },
    };
}
