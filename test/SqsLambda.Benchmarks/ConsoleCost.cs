using System.Diagnostics;
using System.Globalization;

namespace SqsLambda.Benchmarks;

/// <summary>
/// What the console costs an endpoint and its clients for each message. Three endpoints, each in a process of its own, take turns, so that what else the
/// machine does meets all of them alike: one has no console, one a console without a page, and one a page that follows. The clients, and whoever reads
/// the page, are in the process at hand. In the turns that do not count, the console's memory becomes full.
/// </summary>
internal static class ConsoleCost
{
    /// <summary>The argument that chooses this benchmark.</summary>
    public const string Command = "console-cost";

    private const int Messages = 20_000;
    private const int WarmUps = 5;
    private const int DefaultTurns = 30;

    private const string Head =
        """
        | | Console | CPU time | Ratio | of the endpoint | Ratio | Time | Ratio | Allocated by the endpoint |
        | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
        """;

    /// <param name="args">How many turns, if not 30.</param>
    public static async Task RunAsync(params string[] args)
    {
        int turns = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : DefaultTurns;
        Variant[] all = await Task.WhenAll(Enum.GetValues<ConsoleUse>().Select(Variant.StartAsync));
        for (int turn = 0; turn < WarmUps + turns; turn++)
        {
            for (int i = 0; i < all.Length; i++)
            {
                // None of them always comes after the same other one.
                await all[(turn + i) % all.Length].TakeTurnAsync(counts: turn >= WarmUps);
            }
        }

        Console.WriteLine(Head);
        foreach (string what in all[0].Costs.Keys)
        {
            foreach (Variant variant in all)
            {
                Write(what, variant.Use, variant.Costs[what], all[0].Costs[what]);
            }
        }

        foreach (Variant variant in all)
        {
            await variant.DisposeAsync();
        }
    }

    private static void Write(string what, ConsoleUse use, List<Cost> costs, List<Cost> without)
    {
        string TimeAndRatio(Func<Cost, double> time) => string.Create(
            CultureInfo.InvariantCulture,
            $"{Median(costs.Select(time)):N1} µs | {Median(without.Zip(costs, (less, more) => time(less) / time(more))):N2}");

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {use} | {TimeAndRatio(static cost => cost.ClientsCpu + cost.EndpointCpu)} | {TimeAndRatio(static cost => cost.EndpointCpu)} | {TimeAndRatio(static cost => cost.Time)} | {Median(costs.Select(static cost => cost.Bytes)):N0} B |"));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>What one message takes. Times are in microseconds.</summary>
    private sealed record Cost(double ClientsCpu, double EndpointCpu, double Time, double Bytes);

    private sealed class Variant(ConsoleUse use, Process endpoint, EndpointLoad load, HttpClient page) : IAsyncDisposable
    {
        public ConsoleUse Use => use;

        /// <summary>A cost for each turn that counts, by what was done.</summary>
        public OrderedDictionary<string, List<Cost>> Costs { get; } = [];

        public static async Task<Variant> StartAsync(ConsoleUse use)
        {
            var endpoint = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [WatchedEndpoint.Command, $"{use}"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
            string url = (await endpoint.StandardOutput.ReadLineAsync())!;
            var page = new HttpClient();
            if (use == ConsoleUse.OnePage)
            {
                Stream stream = await page.GetStreamAsync($"{url}/console/stream");
                _ = stream.CopyToAsync(Stream.Null);
            }

            return new(use, endpoint, new(url), page);
        }

        public async Task TakeTurnAsync(bool counts)
        {
            await load.CreateQueueAsync();
            await MeasureAsync("Send", counts, () => load.SendAsync(Messages));
            await MeasureAsync("Receive and delete", counts, () => load.ReceiveAndDeleteAsync(Messages));
            await MeasureAsync("All three without HTTP", counts, () => AskEndpointAsync(Messages));
            await load.DeleteQueueAsync();
        }

        public async ValueTask DisposeAsync()
        {
            page.Dispose();
            load.Dispose();
            endpoint.StandardInput.Close();
            await endpoint.WaitForExitAsync();
            endpoint.Dispose();
        }

        private async Task MeasureAsync(string what, bool counts, Func<Task> call)
        {
            (double endpointBefore, double bytesBefore) = await AskEndpointAsync(0);
            TimeSpan clientsBefore = Environment.CpuUsage.TotalTime;
            long before = Stopwatch.GetTimestamp();
            await call();
            TimeSpan time = Stopwatch.GetElapsedTime(before);
            TimeSpan clients = Environment.CpuUsage.TotalTime - clientsBefore;
            (double endpointAfter, double bytesAfter) = await AskEndpointAsync(0);
            if (counts)
            {
                Costs.TryAdd(what, []);
                Costs[what].Add(new(
                    clients.TotalMicroseconds / Messages, (endpointAfter - endpointBefore) / Messages, time.TotalMicroseconds / Messages, (bytesAfter - bytesBefore) / Messages));
            }
        }

        private async Task<(double Cpu, double Bytes)> AskEndpointAsync(int messages)
        {
            await endpoint.StandardInput.WriteLineAsync(messages.ToString(CultureInfo.InvariantCulture));
            string[] answer = (await endpoint.StandardOutput.ReadLineAsync())!.Split(' ');
            return (double.Parse(answer[0], CultureInfo.InvariantCulture), double.Parse(answer[1], CultureInfo.InvariantCulture));
        }
    }
}
