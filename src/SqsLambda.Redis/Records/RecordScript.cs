using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SqsLambda.Redis.Records;

/// <summary>A script that Redis runs for one key. The server keeps it under its hash.</summary>
/// <param name="text">The script in Lua.</param>
internal sealed class RecordScript(string text)
{
    // The record is a hash with the attributes that it has in DynamoDB. Its expiration is that of the key. Redis still has a key in the
    // millisecond in which it expires, so it is told the millisecond before.
    private const string Clock =
        """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)

        """;

    /// <summary>
    /// Claims a key. Arguments: owner, lease and lifetime in milliseconds, payload. Answers <see cref="Claimed"/>, or <see cref="Completed"/> with the
    /// payload of the record, or <see cref="InProgress"/> with the milliseconds until the lease ends.
    /// </summary>
    public static readonly RecordScript Claim = new(Clock +
        """
        local record = redis.call('HMGET', KEYS[1], 'status', 'owner', 'in_progress_expiration', 'validation')
        if record[1] == 'COMPLETED' then
          return {2, record[4]}
        end
        local lease_end = tonumber(record[3])
        if lease_end and lease_end > now and record[2] ~= ARGV[1] then
          return {3, lease_end - now}
        end
        lease_end = now + ARGV[2]
        redis.call('HSET', KEYS[1], 'status', 'INPROGRESS', 'owner', ARGV[1], 'in_progress_expiration', lease_end, 'validation', ARGV[4])
        redis.call('PEXPIREAT', KEYS[1], math.max(now + ARGV[3], lease_end) - 1)
        return {1}
        """);

    /// <summary>Completes a key. Arguments: owner and lifetime in milliseconds. Answers <see cref="Settled"/> or <see cref="LeaseLost"/>.</summary>
    public static readonly RecordScript Complete = new(Clock +
        """
        if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then
          return 0
        end
        redis.call('HSET', KEYS[1], 'status', 'COMPLETED')
        redis.call('PEXPIREAT', KEYS[1], now + ARGV[2] - 1)
        return 1
        """);

    /// <summary>
    /// Releases a key. Argument: owner. Answers <see cref="Settled"/> or <see cref="LeaseLost"/>. A key that its owner has completed stays completed,
    /// and to release what nobody holds is no failure.
    /// </summary>
    public static readonly RecordScript Release = new(
        """
        local record = redis.call('HMGET', KEYS[1], 'status', 'owner')
        if not record[2] then
          return 1
        end
        if record[2] ~= ARGV[1] then
          return 0
        end
        if record[1] ~= 'COMPLETED' then
          redis.call('DEL', KEYS[1])
        end
        return 1
        """);

    public const int Claimed = 1;
    public const int Completed = 2;
    public const int InProgress = 3;
    public const int LeaseLost = 0;
    public const int Settled = 1;

    public string Text => text;

    /// <summary>The hash by which EVALSHA names the script.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "Redis names scripts by their SHA-1. Nothing is protected by it.")]
    public byte[] Hash { get; } = SHA1.HashData(Encoding.UTF8.GetBytes(text));
}
