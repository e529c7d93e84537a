using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Hosting.Tests.Logging;

/// <summary>What the scopes say stands behind the message, and is searched for by name in the JSON format.</summary>
public sealed class ScopeTests
{
    public static TheoryData<string, object[], string> Scopes => new()
    {
        { "a template", [Of(static logger => logger.BeginScope("Order {OrderId} of {Customer}", 17, "Ann"))], "OrderId 17, Customer Ann" },
        { "named values", [new Dictionary<string, object?> { ["OrderId"] = 17, ["Customer"] = "Ann" }], "OrderId 17, Customer Ann" },
        { "named texts", [new Dictionary<string, string> { ["OrderId"] = "17" }], "OrderId 17" },
        { "a list of pairs", [new List<KeyValuePair<string, object?>> { new("OrderId", 17), new("OrderId", 18) }], "OrderId 18" },
        { "a text", ["checkout"], "scope checkout" },
        { "texts in each other", ["checkout", "payment"], "scope checkout => payment" },
        { "a template without values", [Of(static logger => logger.BeginScope("checkout"))], "scope checkout" },
        { "values of the same name", [Pair("OrderId", 17), Pair("Step", 1), Pair("OrderId", 18)], "OrderId 18, Step 1" },
        { "no value", [Pair("OrderId", null)], "" },
        { "a name of the message", [Pair("messageId", "other")], "" },
        { "a name of the runtime", [Pair("level", 3)], "level_ 3" },
        { "a name that is no name", [Pair("{a}:\nb", 3)], "_a___b 3" },
        { "a value of several lines", [Pair("OrderId", "17\nError: forged")], "OrderId 17 Error: forged" },
        { "a text of several lines", ["17\n{forged}"], "scope 17 {forged}" },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task A_line_has_what_is_told_by(string what, object[] scopes, string written)
    {
        Assert.NotEmpty(what);

        RecordingLogger.LogEntry line = await Lines.OneAsync(logger =>
        {
            foreach (object scope in scopes)
            {
                _ = scope is Func<ILogger, IDisposable?> begin ? begin(logger) : logger.BeginScope(scope);
            }

            logger.LogInformation("Paid {Amount}", 5);
        });

        string messageId = what == "a name of the message" ? "other" : "m0";
        Assert.Equal(
            $"Information: Paid 5 [Notes, messageId {messageId}, receiveCount 2{(written.Length == 0 ? "" : ", ")}{written}]", line.Text);
    }

    [Fact]
    public async Task In_JSON_each_value_is_a_property()
    {
        JsonNode line = JsonNode.Parse(JsonLogFormat.LineOf(await Lines.OneAsync(static logger =>
        {
            using (logger.BeginScope("Order {OrderId}", 17))
            {
                logger.LogInformation("Paid {Amount} by {Card}", 5, "visa");
            }
        })))!;

        Assert.Equal(
            """
            {"timestamp":"2026-01-01T00:00:00.000Z","level":"Information","requestId":"8286a188-ba32-4475-8077-530cd35c09a9","message":"Paid 5 by visa [Notes, messageId m0, receiveCount 2, OrderId 17]","Amount":5,"Card":"visa","category":"Notes","messageId":"m0","receiveCount":2,"OrderId":17}
            """,
            line.ToJsonString());
    }

    [Fact]
    public async Task A_value_of_the_template_counts_before_one_of_a_scope()
    {
        RecordingLogger.LogEntry line = await Lines.OneAsync(static logger =>
        {
            logger.BeginScope("Order {OrderId}", 17);
            logger.LogInformation("Order {OrderId} replaces it", 18);
        });

        Assert.Equal($"Information: Order 18 replaces it{Lines.Tail}", line.Text);
    }

    [Fact]
    public async Task A_scope_ends_and_does_not_reach_the_next_message()
    {
        RecordingLogger.LogEntry[] lines = await Lines.OfAsync(static logger =>
        {
            using (logger.BeginScope("Order {OrderId}", 17))
            {
            }

            logger.LogInformation("after");
        });

        Assert.Equal($"Information: after{Lines.Tail}", Assert.Single(lines).Text);
    }

    [Fact]
    public async Task The_id_of_a_message_cannot_forge_a_line()
    {
        RecordingLogger.LogEntry[] lines = await Lines.OfAsync(static logger => logger.LogInformation("x"), messageId: "m\nError: forged\u001b[2J");

        Assert.Equal("Information: x [Notes, messageId m Error: forged [2J, receiveCount 2]", Assert.Single(lines).Text);
    }

    private static KeyValuePair<string, object?>[] Pair(string name, object? value) => [new(name, value)];

    private static Func<ILogger, IDisposable?> Of(Func<ILogger, IDisposable?> begin) => begin;
}
