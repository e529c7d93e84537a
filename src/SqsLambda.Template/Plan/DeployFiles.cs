using static SqsLambda.Template.Substitution;

namespace SqsLambda.Template.Plan;

/// <summary>The deployment. The example's table of orders is cut out.</summary>
internal static class DeployFiles
{
    private const string Source = "src/SqsLambda/deploy";
    private const string Target = $"src/{Tokens.Name}/deploy";

    public static IReadOnlyList<TemplateFile> All { get; } =
    [
        new($"{Source}/resources.yaml", $"{Target}/resources.yaml",
            CutLines("  OrdersTableName:", "  LogRetentionDays:"),
            CutLines("  OrdersTable:", "  LogGroup:"),
            CutLines("- Sid: Orders", "- Sid: Log"),
            Text("Default: standard", $"Default: {Tokens.QueueType}")),
        new($"{Source}/trigger.yaml", $"{Target}/trigger.yaml",
            Text("Default: standard", $"Default: {Tokens.QueueType}"),
            Text("{\"body\":{\"sku\":[{\"prefix\":\"TEA\"}]}}", "{\"body\":{\"text\":[{\"prefix\":\"urgent\"}]}}")),
    ];
}
