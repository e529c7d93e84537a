using System.Net;
using System.Text.Json.Nodes;

namespace SqsLambda.Aws.Tests.DynamoDb;

/// <summary>
/// A network on which a share of the calls goes wrong, in every way in turn. One seed has one sequence of faults; which call meets which
/// depends on the order in which they come. Nothing waits: a time-out is over at once.
/// </summary>
/// <param name="seed">The seed of the sequence.</param>
/// <param name="share">
/// The share of the calls that go wrong, from 0 to 1, of those that execute the given statements; none are given of a read.
/// </param>
/// <param name="always">What happens to every call that executes the given statements, beside the sequence; by default nothing.</param>
public sealed class FaultyWire(
    int seed, Func<IReadOnlyList<string>, double> share, Func<IReadOnlyList<string>, WireFault?>? always = null) : DelegatingHandler
{
    private const int MostCallsLate = 4;

    private static readonly WireFault[] AllFaults = Enum.GetValues<WireFault>();

    private readonly Lock _lock = new();
    private readonly Random _chance = new(seed);
    private readonly Queue<WireFault> _next = [];
    private readonly int[] _counts = new int[AllFaults.Length];
    private readonly List<(HttpRequestMessage Request, int DueCall)> _late = [];
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>How often each fault of the sequence has happened.</summary>
    public IReadOnlyDictionary<WireFault, int> Counts
    {
        get
        {
            lock (_lock)
            {
                return AllFaults.ToDictionary(static fault => fault, fault => _counts[(int)fault]);
            }
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        byte[] content = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        JsonObject body = JsonNode.Parse(content)!.AsObject();
        string[] statements = [.. body["Statements"]?.AsArray().Select(static each => (string)each!["Statement"]!) ?? []];
        (WireFault? fault, Random chance) = Draw(statements);
        try
        {
            switch (fault)
            {
                case null:
                    return await base.SendAsync(request, cancellationToken);
                case WireFault.PartlyThrottled:
                    return statements.Length > 0
                        ? await ThrottleStatementsAsync(request, body, chance, cancellationToken)
                        : await LeaveKeysAsync(request, body, chance, cancellationToken);
                case WireFault.TimeoutAfter or WireFault.ServerErrorAfter or WireFault.ResetAfter:
                    (await base.SendAsync(request, cancellationToken)).Dispose();
                    break;
                case WireFault.TimeoutAndLateWrite:
                    Delay(request, content, chance);
                    break;
            }

            return WireAnswer.Of(fault.Value, request);
        }
        finally
        {
            foreach (HttpRequestMessage late in TakeLate())
            {
                (await base.SendAsync(late, CancellationToken.None)).Dispose();
            }
        }
    }

    /// <summary>At least one of them, so that something goes wrong.</summary>
    private static bool[] SomeOf(int count, Random chance)
    {
        bool[] chosen = new bool[count];
        for (int i = 0; i < count; i++)
        {
            chosen[i] = chance.Next(2) == 0;
        }

        chosen[chance.Next(count)] = true;
        return chosen;
    }

    private (WireFault? Fault, Random Chance) Draw(string[] statements)
    {
        lock (_lock)
        {
            _calls++;
            var chance = new Random(_chance.Next());
            if (always?.Invoke(statements) is { } certain)
            {
                return (certain, chance);
            }

            if (_chance.NextDouble() >= share(statements))
            {
                return (null, chance);
            }

            if (_next.Count == 0)
            {
                WireFault[] order = [.. AllFaults];
                _chance.Shuffle(order);
                Array.ForEach(order, _next.Enqueue);
            }

            WireFault fault = _next.Dequeue();
            _counts[(int)fault]++;
            return (fault, chance);
        }
    }

    private void Delay(HttpRequestMessage request, byte[] content, Random chance)
    {
        var late = new HttpRequestMessage(request.Method, request.RequestUri) { Content = new ByteArrayContent(content) };
        foreach ((string name, IEnumerable<string> values) in request.Headers)
        {
            late.Headers.TryAddWithoutValidation(name, values);
        }

        late.Content.Headers.ContentType = request.Content!.Headers.ContentType;
        lock (_lock)
        {
            _late.Add((late, _calls + 1 + chance.Next(MostCallsLate)));
        }
    }

    private HttpRequestMessage[] TakeLate()
    {
        lock (_lock)
        {
            HttpRequestMessage[] due = [.. _late.Where(late => late.DueCall <= _calls).Select(static late => late.Request)];
            _late.RemoveAll(late => late.DueCall <= _calls);
            return due;
        }
    }

    private async Task<HttpResponseMessage> ThrottleStatementsAsync(
        HttpRequestMessage request, JsonObject body, Random chance, CancellationToken cancellationToken)
    {
        JsonNode[] statements = [.. body["Statements"]!.AsArray().Select(static each => each!.DeepClone())];
        bool[] isThrottled = SomeOf(statements.Length, chance);
        var answers = new Queue<JsonNode>();
        JsonNode[] rest = [.. statements.Where((_, index) => !isThrottled[index])];
        if (rest.Length > 0)
        {
            body["Statements"] = new JsonArray(rest);
            (HttpResponseMessage answer, JsonObject? answered) = await SendAsync(request, body, cancellationToken);
            if (answered is null)
            {
                return answer;
            }

            answer.Dispose();
            answers = new(answered["Responses"]!.AsArray().Select(static each => each!.DeepClone()));
        }

        JsonNode[] merged = Array.ConvertAll(isThrottled, throttled => throttled ? Throttling() : answers.Dequeue());
        return WireAnswer.Answer(request, HttpStatusCode.OK, new() { ["Responses"] = new JsonArray(merged) });

        static JsonNode Throttling() => new JsonObject
        {
            ["Error"] = new JsonObject { ["Code"] = "ThrottlingError", ["Message"] = "The statement was throttled." },
        };
    }

    private async Task<HttpResponseMessage> LeaveKeysAsync(
        HttpRequestMessage request, JsonObject body, Random chance, CancellationToken cancellationToken)
    {
        (string table, JsonNode? wanted) = Assert.Single(body["RequestItems"]!.AsObject());
        JsonNode[] keys = [.. wanted!["Keys"]!.AsArray().Select(static each => each!.DeepClone())];
        bool[] isLeft = SomeOf(keys.Length, chance);
        JsonNode left = wanted.DeepClone();
        left["Keys"] = new JsonArray([.. keys.Where((_, index) => isLeft[index])]);
        JsonNode[] rest = [.. keys.Where((_, index) => !isLeft[index])];
        JsonNode found = new JsonObject { [table] = new JsonArray() };
        if (rest.Length > 0)
        {
            wanted["Keys"] = new JsonArray(rest);
            (HttpResponseMessage answer, JsonObject? answered) = await SendAsync(request, body, cancellationToken);
            if (answered is null)
            {
                return answer;
            }

            answer.Dispose();
            found = answered["Responses"]!.DeepClone();
        }

        return WireAnswer.Answer(request, HttpStatusCode.OK, new() { ["Responses"] = found, ["UnprocessedKeys"] = new JsonObject { [table] = left } });
    }

    /// <summary>Sends another body. DynamoDB Local does not mind that it was not the one that was signed.</summary>
    /// <returns>What was answered, and its body if all is well.</returns>
    private async Task<(HttpResponseMessage Answer, JsonObject? Body)> SendAsync(
        HttpRequestMessage request, JsonObject body, CancellationToken cancellationToken)
    {
        request.Content = WireAnswer.ContentOf(body);
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        return (answer, answer.IsSuccessStatusCode
            ? JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!.AsObject()
            : null);
    }
}
