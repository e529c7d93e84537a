using static SqsLambda.Template.Substitution;

namespace SqsLambda.Template.Plan;

/// <summary>The deployment, and what to do when something fails. The example's table of orders is cut out.</summary>
internal static class DeployFiles
{
    private const string Source = "src/SqsLambda/deploy";
    private const string Target = $"src/{Tokens.Name}/deploy";
    private const string ExampleFilter = "{\"body\":{\"sku\":[{\"prefix\":\"TEA\"}]}}";
    private const string Filter = "{\"body\":{\"text\":[{\"prefix\":\"urgent\"}]}}";

    public static IReadOnlyList<TemplateFile> All { get; } =
    [
        new($"{Source}/resources.yaml", $"{Target}/resources.yaml",
            CutLines("  OrdersTableName:", "  LogRetentionDays:"),
            CutLines("  OrdersTable:", "Outputs:"),
            CutLines("- Sid: Orders", "- Sid: Log"),
            Text("Default: standard", $"Default: {Tokens.QueueType}")),
        new($"{Source}/trigger.yaml", $"{Target}/trigger.yaml",
            Text("Default: standard", $"Default: {Tokens.QueueType}"),
            Text(ExampleFilter, Filter)),
        new("docs/troubleshooting.md", "docs/troubleshooting.md"),
        new($"{Source}/README.md", $"{Target}/README.md",
            CutLines("| | | The table of the orders", "| | | The log group"),
            CutLines("| `OrdersTableName`", "| `LogRetentionDays`"),
            Text("| standard, fifo | `standard` |", $"| standard, fifo | `{Tokens.QueueType}` |"),
            Text(ExampleFilter, Filter),
            Text("{\"orderId\":\"1\",\"sku\":\"TEA-250\",\"quantity\":1}", "{\"id\":\"1\",\"text\":\"hello\"}"),
            Cut(" A test compares them."),
            Match(@"For a FIFO queue, append `--parameter-overrides QueueType=fifo` to commands 1 and 3\. ", ""),
            Match(@" A FIFO queue is called `orders\.fifo`, and its messages also\nneed `--message-group-id` and `--message-deduplication-id`\.", ""),
            Match(@" For FIFO queues, append `\.fifo` to the names of both queues\.", ""),
            Match(@"--queue-name (orders(?:-dlq)?) ", $"--queue-name $1{Tokens.QueueSuffix} "),
            Text("\"text\":\"hello\"}'", $"\"text\":\"hello\"}}'{Tokens.SendArguments}"),
            Match(@" No test of this\nrepository runs an import\.", ""),
            Cut("aws dynamodb delete-table --table-name orders\n"),
            Cut("aws dynamodb update-table --table-name orders --no-deletion-protection-enabled\n"),
            Match(@"\nThe orders table of the example adds:\n[\s\S]*", "")),
    ];
}
