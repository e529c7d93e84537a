using Amazon.Lambda.SQSEvents;

namespace SqsLambda.Batch.Tests;

/// <summary>Builds a batch: <c>TestEvent.Of("a", "b").Fifo("g", "h")</c>. A record's message id is its place: m0, m1, …</summary>
internal sealed class TestEvent
{
    public const string StandardArn = "arn:aws:sqs:us-east-1:123456789012:notes";
    public const string FifoArn = StandardArn + ".fifo";

    private readonly List<SQSEvent.SQSMessage> _records = [];

    public int Count => _records.Count;

    /// <summary>One valid message for each id.</summary>
    public static TestEvent Of(params IEnumerable<string> ids) => OfBodies(ids.Select(Body));

    public static TestEvent OfBodies(params IEnumerable<string?> bodies)
    {
        var result = new TestEvent();
        foreach (string? body in bodies)
        {
            result._records.Add(new()
            {
                MessageId = $"m{result._records.Count}",
                ReceiptHandle = $"handle-{result._records.Count}",
                Body = body,
                EventSource = "aws:sqs",
                EventSourceArn = StandardArn,
                AwsRegion = "us-east-1",
                Attributes = new()
                {
                    ["ApproximateReceiveCount"] = "1",
                    ["SentTimestamp"] = "1545082649183",
                    ["SenderId"] = "AIDAIENQZJOLO23YVJ4VO",
                    ["ApproximateFirstReceiveTimestamp"] = "1545082649185",
                },
                MessageAttributes = [],
            });
        }

        return result;
    }

    public static string Body(string id) => $$"""{"id":"{{id}}","text":"secret"}""";

    /// <summary>Makes the queue a FIFO queue and gives each record a message group.</summary>
    public TestEvent Fifo(params string[] groups)
    {
        for (int i = 0; i < _records.Count; i++)
        {
            _records[i].EventSourceArn = FifoArn;
            _records[i].Attributes["MessageGroupId"] = groups[i % groups.Length];
        }

        return this;
    }

    /// <summary>Changes one record.</summary>
    public TestEvent With(int index, Action<SQSEvent.SQSMessage> change)
    {
        change(_records[index]);
        return this;
    }

    public SQSEvent Build() => new() { Records = _records };
}
