using System.Net.Sockets;
using System.Text;
using SqsLambda.Chaos.Tests.Database;

namespace SqsLambda.Chaos.Tests.Network;

/// <summary>
/// Waits until DynamoDB Local has committed a transaction. It answers before the commit, so a transaction that it answered is lost if it is killed in
/// between. DynamoDB keeps what it answered. A read that begins after the answer ends after the commit, because DynamoDB Local works on its file in turn.
/// </summary>
internal static class CommitBarrier
{
    private const string Body = $$$"""{"TableName":"{{{Tables.Orders}}}","Key":{"orderId":{"S":"none"}},"ConsistentRead":true}""";

    private static readonly byte[] Read = Encoding.ASCII.GetBytes(string.Join(
        "\r\n",
        "POST / HTTP/1.1",
        "Host: localhost",
        "Content-Type: application/x-amz-json-1.0",
        "X-Amz-Target: DynamoDB_20120810.GetItem",
        "Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
        $"Content-Length: {Body.Length}",
        "",
        Body));

    /// <summary>Whether a request is a transaction.</summary>
    public static bool IsNeeded(ReadOnlySpan<byte> request) => request.IndexOf("DynamoDB_20120810.TransactWriteItems"u8) >= 0;

    /// <returns>Whether the transaction that was answered last on this connection is committed.</returns>
    public static async Task<bool> WaitAsync(Socket database, CancellationToken cancellationToken)
    {
        await database.SendAsync(Read, cancellationToken);
        byte[]? answer = await HttpMessage.ReadAsync(database, cancellationToken);
        return answer.AsSpan().StartsWith("HTTP/1.1 200"u8);
    }
}
