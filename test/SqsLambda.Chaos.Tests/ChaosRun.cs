using System.Diagnostics;
using SqsLambda.Chaos.Tests.Database;
using SqsLambda.Chaos.Tests.Functions;
using SqsLambda.Chaos.Tests.Model;
using SqsLambda.Chaos.Tests.Network;

namespace SqsLambda.Chaos.Tests;

/// <summary>One run: orders are sent while the monkey strikes, and the rest is processed while only the network is faulty.</summary>
internal static class ChaosRun
{
    private const int Functions = 5;

    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(5);

    /// <exception cref="SkipException">This machine has no signals, or DynamoDB Local cannot be had.</exception>
    public static async Task<ChaosResult> RunAsync(FunctionUnderTest function, ChaosOptions options)
    {
        Skip.If(OperatingSystem.IsWindows(), "Processes are stopped and continued by signals.");
        long started = Stopwatch.GetTimestamp();
        var chance = new Chance(options.Seed);
        var figures = new Figures();
        var queue = new ModelQueue(chance.NewSource(), figures);
        await using RestartableDynamoDb database = await RestartableDynamoDb.StartAsync();
        await Tables.CreateAsync(database);

        await using RestartableRedis? redis = function.IsInRedis ? await RestartableRedis.StartAsync() : null;
        var streams = new List<FaultyStream>();
        Monkey? monkey = null;
        var environments = new List<ExecutionEnvironment>();
        try
        {
            for (int i = 0; i < Functions; i++)
            {
                if (redis is not null)
                {
                    streams.Add(new(redis.Endpoint, chance.NewSource(), figures));
                }

                environments.Add(await ExecutionEnvironment.StartAsync(
                    function,
                    new Dictionary<string, string>
                    {
                        [redis is null ? "IDEMPOTENCY_TABLE" : "IDEMPOTENCY_REDIS"] = redis is null ? Tables.Records : $"redis://{streams[i].Host}",
                        ["ORDERS_TABLE"] = Tables.Orders,
                    },
                    new FaultyProxy(() => database.Endpoint, chance.NewSource(), figures),
                    queue,
                    chance.NewSource(),
                    figures,
                    caller => monkey?.IsLastCall(caller) == true,
                    mover => monkey?.OnMove(mover)));
            }

            var orders = new OrderSource(queue, chance.NewSource(), figures);
            monkey = new(environments, redis is null ? database : redis, orders, chance.NewSource(), figures);
            await MakeChaosAsync(monkey, orders, options);
            await monkey.RestAsync();
            await DrainAsync(queue, environments);
            return new(
                options,
                orders.Sent,
                await Tables.ReadOrdersAsync(database),
                [.. environments.SelectMany(static environment => environment.Crashes)],
                figures,
                Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            foreach (ExecutionEnvironment environment in environments)
            {
                await environment.DisposeAsync();
            }

            foreach (FaultyStream stream in streams)
            {
                await stream.DisposeAsync();
            }
        }
    }

    private static async Task MakeChaosAsync(Monkey monkey, OrderSource orders, ChaosOptions options)
    {
        using var limit = new CancellationTokenSource(options.Limit);
        try
        {
            for (int strike = 0; strike < options.Kills; strike++)
            {
                orders.Send(ChaosOptions.MessagesPerKill);
                await monkey.StrikeAsync(limit.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // What was sent so far is processed. The figures tell how many kills there were.
        }
    }

    private static async Task DrainAsync(ModelQueue queue, IReadOnlyList<ExecutionEnvironment> environments)
    {
        try
        {
            await queue.SealAsync().WaitAsync(HangLimit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{queue.Count} messages are still in the queue, {HangLimit} after the chaos ended.");
        }

        queue.Close();
        await Task.WhenAll(environments.Select(static environment => environment.EndAsync())).WaitAsync(HangLimit);
        await Task.WhenAll(environments.Select(static environment => environment.Network.WaitForLateCallsAsync())).WaitAsync(HangLimit);
    }
}
