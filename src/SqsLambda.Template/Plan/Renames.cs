namespace SqsLambda.Template.Plan;

/// <summary>The names of the example, and what they become. The packages keep their names.</summary>
internal static class Renames
{
    public static IReadOnlyList<Rename> All { get; } =
    [
        new("SqsLambda::SqsLambda.Function::FunctionHandler", $"{Tokens.Name}::{Tokens.Namespace}.Function::FunctionHandler"),
        new("src/SqsLambda", $"src/{Tokens.Name}"),
        new("namespace SqsLambda.Orders;", $"namespace {Tokens.Namespace};"),
        new("namespace SqsLambda;", $"namespace {Tokens.Namespace};"),
        new("OrderJsonContext", $"{Tokens.Message}JsonContext"),
        new("OrderHandler", $"{Tokens.Message}Handler"),
        new("Order", Tokens.Message),
        new("sqs-lambda-orders", Tokens.AwsName),
        new("orders", Tokens.AwsName),
    ];
}
