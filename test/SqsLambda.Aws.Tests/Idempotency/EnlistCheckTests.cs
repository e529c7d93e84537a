using Amazon.DynamoDBv2.Model;
using SqsLambda.Batch;
using SqsLambda.Batch.Tests;

namespace SqsLambda.Aws.Tests.Idempotency;

/// <summary>What <c>context.Enlist</c> refuses at once, so that the stack trace leads to the mistake.</summary>
public sealed class EnlistCheckTests
{
    private readonly MessageContext _context = new(new(), new RecordingLogger());

    public static TheoryData<TransactWriteItem?[], string> Mistakes => new()
    {
        { [null], "it contains null: only TransactWriteItem is allowed" },
        { [Write("a"), new()], "write 2 of 2 has 0 kinds: exactly one of Put, Update, Delete and ConditionCheck is allowed" },
        { [new() { Put = new(), Delete = new() }], "write 1 of 1 has 2 kinds: exactly one of Put, Update, Delete and ConditionCheck is allowed" },
        { [new() { Put = new() { Item = new() { ["id"] = new("a") } } }], "write 1 of 1 has no TableName" },
        { [new() { Update = new() { TableName = "items" } }], "write 1 of 1 to table 'items' has no Key" },
        { [new() { Put = new() { TableName = "items" } }], "write 1 of 1 to table 'items' has no Item" },
        {
            [Write("a"), Write("b"), Write("a")],
            "it writes one item more than once (write 1: Delete of table 'items', write 3: Delete of table 'items'): at most one write for each item is allowed"
        },
        { [.. Enumerable.Range(0, 100).Select(static number => Write($"{number}"))], "it has 100 writes: up to 99 are allowed" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_refused_and_nothing_is_enlisted(TransactWriteItem?[] writes, string fault)
    {
        var exception = Assert.Throws<ArgumentException>(() => _context.Enlist(writes!));

        Assert.Equal($"The writes cannot be enlisted: {fault}. (Parameter 'writes')", exception.Message);
        Assert.Empty(_context.EnlistedWrites());
    }

    [Fact]
    public void What_was_enlisted_before_counts()
    {
        _context.Enlist(Write("a"));

        Assert.Throws<ArgumentException>(() => _context.Enlist(Write("b"), Write("a")));

        Assert.Equal("a", Assert.Single(_context.EnlistedWrites()).Delete.Key["id"].S);
    }

    private static TransactWriteItem Write(string id) => new() { Delete = new() { TableName = "items", Key = new() { ["id"] = new(id) } } };
}
