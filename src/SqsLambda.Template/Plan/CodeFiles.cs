using static SqsLambda.Template.Substitution;

namespace SqsLambda.Template.Plan;

/// <summary>The project of the function. The example's order book is cut out: the handler of the template only logs.</summary>
internal static class CodeFiles
{
    private const string Source = "src/SqsLambda";
    private const string Target = $"src/{Tokens.Name}";

    public static IReadOnlyList<TemplateFile> All { get; } =
    [
        new($"{Source}/SqsLambda.csproj", $"{Target}/{Tokens.Name}.csproj",
            CutLines("<InternalsVisibleTo", "</ItemGroup>"),
            Cut("  <ItemGroup>\n  </ItemGroup>\n\n"),
            Text(
                "    <!-- The managed runtime loads",
                """
                    <!-- `dotnet run` and the debugger of an IDE start the laptop, which loads this library. -->
                    <RunCommand>dotnet</RunCommand>
                    <RunArguments>exec "$([MSBuild]::EnsureTrailingSlash($(NuGetPackageRoot)))sqslambda.local/$(SqsLambdaVersion)/tools/net10.0/any/SqsLambda.Local.dll" --no-build</RunArguments>
                    <RunWorkingDirectory>$(MSBuildProjectDirectory)</RunWorkingDirectory>
                    <!-- The managed runtime loads
                """),
            CutLines("<!-- NU1603:", "<PackageReference"),
            Cut(" NoWarn=\"NU1603\""),
            Text(
                "    <ProjectReference Include=\"../SqsLambda.Aws/SqsLambda.Aws.csproj\" />\n",
                "    <PackageReference Include=\"SqsLambda.Aws\" />\n<!--#if (hosting) -->\n    <PackageReference Include=\"SqsLambda.Hosting\" />\n<!--#endif -->\n<!--#if (redis) -->\n    <PackageReference Include=\"SqsLambda.Redis\" />\n<!--#endif -->\n")),
        new($"{Source}/Function.cs", $"{Target}/Function.cs",
            Cut("using SqsLambda.Orders;\n"),
            Cut("using SqsLambda;\n"),
            Text("<FunctionJsonContext>))]", $"<{Tokens.Namespace}.FunctionJsonContext>))]"),
            Text("using Amazon.Lambda.SQSEvents;\n", "using Amazon.Lambda.SQSEvents;\n#if (hosting)\nusing Microsoft.Extensions.DependencyInjection;\n#endif\n"),
            Text("using SqsLambda.Batch.Reading;\n", "using SqsLambda.Batch.Reading;\n#if (hosting)\nusing SqsLambda.Hosting;\n#endif\n#if (redis)\nusing SqsLambda.Redis;\n#endif\n"),
            Text("/// <summary>The Lambda function. Replace the message and the handler of the example with your own.</summary>", "/// <summary>The Lambda function: what it reads, what it does with it, and what must happen only once.</summary>"),
            Text(
                "        : this(FunctionServices.FromEnvironment())\n",
                """
                #if (redis)
                        : this(FunctionServices.FromEnvironment().UseStore(static settings => RedisIdempotency.FromEnvironment(settings.IdempotencyExpiration)))
                #else
                        : this(FunctionServices.FromEnvironment())
                #endif

                """),
            CutLines("/// <param name=\"orderBook\">", "public Function(FunctionServices services"),
            Text(
                "    public Function(FunctionServices services, IOrderBook? orderBook = null) => _processor = services.CreateProcessor(\n",
                """
                #if (hosting)
                    /// <param name="replace">Registers services of a test in the place of others.</param>
                    public Function(FunctionServices services, Action<IServiceCollection>? replace = null) => _processor = services.CreateProcessor(
                #else
                    public Function(FunctionServices services) => _processor = services.CreateProcessor(
                #endif

                """),
            Text(
                "        new OrderHandler(orderBook ?? OrderBooks.Open(services)),\n",
                """
                #if (hosting)
                        HostedHandler.Create<Order, OrderHandler>(container =>
                        {
                            // Register the services of the handler here.
                            replace?.Invoke(container);
                        }),
                #else
                        new OrderHandler(),
                #endif

                """),
            Text("static order => order.Validate()", "static message => message.Validate()"),
            Text("static order => order.OrderId", "static message => message.Id")),
        new($"{Source}/FunctionJsonContext.cs", $"{Target}/FunctionJsonContext.cs"),
        new($"{Source}/Orders/Order.cs", $"{Target}/{Tokens.Message}.cs",
            Text("/// <summary>The message: an order of a customer.</summary>", "/// <summary>The message. Put the fields of your own message here.</summary>"),
            Cut("    private const int MaxQuantity = 10_000;\n"),
            Text("/// <summary>The id that the shop assigned to the order: 1 to 128 characters. It is the idempotency key.</summary>", "/// <summary>The id: 1 to 128 characters. It is the idempotency key, so two messages with one id have one effect.</summary>"),
            Text("OrderId", "Id"),
            Text("orderId", "id"),
            Text("The id of the article:", "The text:"),
            CutLines("/// <summary>How many pieces:", "/// <summary>Returns the error"),
            Text("if the order is valid", "if the message is valid"),
            Text("Sku", "Text"),
            Text("sku", "text"),
            CutLines("{ Quantity: <", "_ => null")),
        new($"{Source}/Orders/OrderJsonContext.cs", $"{Target}/{Tokens.Message}JsonContext.cs",
            Text("Reads an order from", "Reads a message from")),
        new($"{Source}/Orders/OrderHandler.cs", $"{Target}/{Tokens.Message}Handler.cs",
            Text("using SqsLambda.Batch;\n", "#if (hosting)\nusing Microsoft.Extensions.Logging;\n#endif\nusing SqsLambda.Batch;\n"),
            Text("/// <summary>Records each order in the order book.</summary>", "/// <summary>Handles each message. Put the effect of a message here. It happens once for each id.</summary>"),
            Cut("/// <param name=\"orderBook\">The order book.</param>\n"),
            Text(
                "public sealed class OrderHandler(IOrderBook orderBook) : IMessageHandler<Order>\n",
                """
                #if (hosting)
                public sealed partial class OrderHandler(ILogger<OrderHandler> logger) : IMessageHandler<Order>
                #else
                public sealed class OrderHandler : IMessageHandler<Order>
                #endif

                """),
            Text(
                """
                CancellationToken cancellationToken) =>
                        orderBook.RecordAsync(message, context, cancellationToken);

                """,
                """
                CancellationToken cancellationToken)
                    {
                #if (hosting)
                        LogHandled(message.Id);
                #else
                        context.Logger.LogInformation("Handled {id}", message.Id);
                #endif
                        return Task.CompletedTask;
                    }
                #if (hosting)

                    [LoggerMessage(LogLevel.Information, "Handled {Id}")]
                    private partial void LogHandled(string id);
                #endif

                """)),
        new($"{Source}/Orders/samples.jsonl", $"{Target}/samples.jsonl",
            Match("\"orderId\":\"order-(\\d)\"", "\"id\":\"$1\""),
            Text("\"sku\":\"TEA-250\",\"quantity\":2", "\"text\":\"hello\""),
            Text("\"sku\":\"CUP-04\",\"quantity\":6", "\"text\":\"world\""),
            Text("\"sku\":\"POT-01\",\"quantity\":0", "\"text\":\"\""),
            Text("\"sku\":\"FAIL-ONCE\",\"quantity\":1", "\"text\":\"FAIL-ONCE\"")),
        new($"{Source}/laptop.json", $"{Target}/laptop.json",
            Text("\"queue\": { ", $"\"queue\": {{ \"fifo\": {Tokens.IsFifo}, "),
            Cut(",\n    \"ORDERS_TABLE\": \"orderId\"")),
    ];
}
