using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.Tests.WebConsole;

/// <summary>Received messages for tests.</summary>
internal static class Polled
{
    public static readonly DateTimeOffset Start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static PolledMessage Of(string id, int receiveCount = 1, string body = "body", string? group = null)
    {
        List<KeyValuePair<string, string>> attributes = [KeyValuePair.Create("SentTimestamp", $"{Start.ToUnixTimeMilliseconds()}")];
        if (group is not null)
        {
            attributes.Add(KeyValuePair.Create("MessageGroupId", group));
        }

        return new(id, $"handle of {id}", body, "md5", attributes, [], null, receiveCount, Start.AddSeconds(30 * receiveCount));
    }
}
