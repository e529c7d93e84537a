using SqsLambda.Local.Sqs.Messages;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.Tests.WebConsole;

internal static class TestMemory
{
    /// <summary>Remembers a message that has just been sent.</summary>
    public static bool Add(this MessageMemory memory, string queueArn, string id, string body, DateTimeOffset sentAt, string? groupId) => memory.Add(
        queueArn,
        new Message { MessageId = id, Body = body, Md5OfBody = "", GroupId = groupId, EnqueuedAtMs = sentAt.ToUnixTimeMilliseconds() },
        sentAt,
        static (message, at) => message.Sent(at));
}
