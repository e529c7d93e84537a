using SqsLambda.Local.Tests.WebConsole.Actions;
using SqsLambda.Local.WebConsole;

namespace SqsLambda.Local.Tests.WebConsole;

/// <summary>The queues that pages are told of.</summary>
public sealed class LocalQueuesTests
{
    [Fact]
    public async Task Those_of_the_functions_come_first_and_it_is_told_how_many_there_are_beyond_the_limit()
    {
        await using ActionFixture console = await ActionFixture.StartAsync();
        for (int number = 0; number < LocalQueues.MaxQueues; number++)
        {
            console.Regions.Default.CreateQueue($"a-{number}");
        }

        QueueRows known = new LocalQueues(console.Regions, console.Console).Read();

        Assert.Equal(["orders", "orders-dlq", "orders-dlq.fifo", "orders.fifo", "a-0"], known.Rows.Take(5).Select(static row => row.Name));
        Assert.Equal((LocalQueues.MaxQueues, 4), (known.Rows.Count, known.NotShown));
    }
}
