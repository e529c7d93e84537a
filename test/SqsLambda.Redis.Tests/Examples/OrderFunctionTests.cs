using Amazon.Lambda.SQSEvents;
using SqsLambda.Aws;
using SqsLambda.Aws.Settings;
using SqsLambda.Batch.Tests;
using SqsLambda.Redis.Tests.Servers;
using SqsLambda.Testing;

namespace SqsLambda.Redis.Tests.Examples;

public sealed class OrderFunctionTests
{
    private readonly ScriptedHandler _handler = new();

    [SkippableFact]
    public async Task Two_environments_of_the_function_handle_a_message_once()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        foreach (int _ in Enumerable.Range(0, 2))
        {
            SQSBatchResponse response = await NewFunction(("IDEMPOTENCY_REDIS", $"redis://127.0.0.1:{server.Port}"))
                .FunctionHandler(Notes.Of("a", "b"), new TestInvocationContext());
            Assert.Empty(response.BatchItemFailures);
        }

        Assert.Equal(["a", "b"], _handler.Called.Order());
    }

    [Fact]
    public void Of_a_table_and_Redis_one_can_be_set()
    {
        var exception = Assert.Throws<InvalidSettingException>(() => NewFunction(("IDEMPOTENCY_REDIS", "redis://localhost"), ("IDEMPOTENCY_TABLE", "records")));

        Assert.Equal("Environment variables IDEMPOTENCY_REDIS and IDEMPOTENCY_TABLE ('records') are both set. Set only one of them.", exception.Message);
    }

    /// <summary>The variable is not set here.</summary>
    [Fact]
    public async Task Without_the_variable_the_function_of_the_page_keeps_its_records_in_memory() =>
        Assert.Empty((await new OrderFunction().FunctionHandler(Notes.Of("a"), new TestInvocationContext())).BatchItemFailures);

    private OrderFunction NewFunction(params (string Name, string Value)[] variables)
    {
        Func<string, string?> environment = variables.ToDictionary(static variable => variable.Name, static variable => variable.Value).GetValueOrDefault;
        return new(
            new FunctionServices(environment).UseStore(settings => RedisIdempotency.FromEnvironment(settings.IdempotencyExpiration, environment)), _handler);
    }
}
