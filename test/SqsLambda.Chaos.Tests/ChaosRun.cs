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
    private const double SentTwice = 0.05;

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

        Monkey? monkey = null;
        var environments = new List<ExecutionEnvironment>();
        try
        {
            for (int i = 0; i < Functions; i++)
            {
                environments.Add(await ExecutionEnvironment.StartAsync(
                    function,
                    new Dictionary<string, string> { ["IDEMPOTENCY_TABLE"] = Tables.Records, ["ORDERS_TABLE"] = Tables.Orders },
                    new FaultyProxy(() => database.Endpoint, chance.NewSource(), figures),
                    queue,
                    chance.NewSource(),
                    figures,
                    mover => monkey?.OnMove(mover)));
            }

            monkey = new(environments, database, chance.NewSource(), figures);
            List<string> sent = await MakeChaosAsync(monkey, queue, chance, figures, options);
            await monkey.CalmAsync();
            await DrainAsync(queue, environments);
            return new(
                options,
                sent,
                await Tables.ReadOrdersAsync(database),
                await Tables.ReadRecordsAsync(database),
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
        }
    }

    /// <returns>The ids of the orders that were sent.</returns>
    private static async Task<List<string>> MakeChaosAsync(Monkey monkey, ModelQueue queue, Chance chance, Figures figures, ChaosOptions options)
    {
        var sent = new List<string>(options.Messages);
        using var limit = new CancellationTokenSource(options.Limit);
        try
        {
            for (int strike = 1; strike <= options.Kills; strike++)
            {
                int until = options.Messages * strike / options.Kills;
                await monkey.StrikeAsync(() => Send(until), limit.Token);
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            // What was sent so far is what counts.
        }

        return sent;

        void Send(int until)
        {
            while (sent.Count < until)
            {
                string id = $"order-{sent.Count + 1}";
                sent.Add(id);
                bool isTwice = chance.Is(SentTwice);
                figures.Add(Figure.OrdersSent);
                figures.Add(Figure.OrdersSentTwice, isTwice ? 1 : 0);
                for (int i = 0; i < (isTwice ? 2 : 1); i++)
                {
                    queue.Send($$"""{"orderId":"{{id}}","sku":"pencil","quantity":1}""");
                }
            }
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
    }
}
