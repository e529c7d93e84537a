namespace SqsLambda.Chaos.Tests.Model;

/// <summary>Sends orders to the queue, some of them in two messages.</summary>
internal sealed class OrderSource(ModelQueue queue, Chance chance, Figures figures)
{
    private const double Twice = 0.05;

    private readonly List<string> _sent = [];

    /// <summary>The ids of the orders that were sent.</summary>
    public IReadOnlyList<string> Sent => _sent;

    public void Send(int count)
    {
        for (int i = 0; i < count; i++)
        {
            string id = $"order-{_sent.Count + 1}";
            _sent.Add(id);
            figures.Add(Figure.OrdersSent);
            queue.Send(BodyOf(id));
            if (chance.Is(Twice))
            {
                figures.Add(Figure.OrdersSentTwice);
                queue.Send(BodyOf(id));
            }
        }
    }

    /// <summary>Sends orders if the queue is empty.</summary>
    public void Refill(int count)
    {
        if (queue.Count == 0)
        {
            Send(count);
        }
    }

    private static string BodyOf(string id) => $$"""{"orderId":"{{id}}"}""";
}
