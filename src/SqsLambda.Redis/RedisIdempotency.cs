using SqsLambda.Redis.Settings;

namespace SqsLambda.Redis;

/// <summary>Reads from environment variables where the idempotency records are, and opens the store.</summary>
public static class RedisIdempotency
{
    /// <summary>
    /// The variable with the servers, the encryption and the user: <c>redis://[user@]host[:port][,host[:port]...][/database]</c>, or
    /// <c>rediss://</c> for TLS. The default port is 6379.
    /// </summary>
    public const string AddressVariable = "IDEMPOTENCY_REDIS";

    /// <summary>The variable with the password of the user.</summary>
    public const string PasswordVariable = "IDEMPOTENCY_REDIS_PASSWORD";

    /// <summary>The variable with the path of a file that contains the password. It is read for each connection.</summary>
    public const string PasswordFileVariable = "IDEMPOTENCY_REDIS_PASSWORD_FILE";

    private const string TableVariable = "IDEMPOTENCY_TABLE";

    /// <summary>Opens the store that the environment variables name. It does not connect yet.</summary>
    /// <param name="expiresAfter">How long a processed message is remembered: 1 second to 3,650 days.</param>
    /// <param name="environment">Returns the value of an environment variable, or <see langword="null"/>; by default those of the process.</param>
    /// <returns>The store, or <see langword="null"/> if <see cref="AddressVariable"/> is not set or empty.</returns>
    /// <exception cref="InvalidRedisSettingException">
    /// A value is not allowed, <c>IDEMPOTENCY_TABLE</c> is set as well, both variables of the password are set, or there is a user and none of them is set.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="expiresAfter"/> is out of range.</exception>
    public static RedisIdempotencyStore? FromEnvironment(TimeSpan expiresAfter, Func<string, string?>? environment = null)
    {
        Func<string, string?> read = environment ?? Environment.GetEnvironmentVariable;
        if (Read(AddressVariable) is not { } text)
        {
            return null;
        }

        if (!RedisAddress.TryParse(text, out RedisAddress? address, out string? wrong))
        {
            throw new InvalidRedisSettingException(
                $"Environment variable {AddressVariable} is not the address of a Redis: {wrong}. Its value is not shown here, because it may contain a password. "
                + $"Allowed is {RedisAddress.Allowed}. The password belongs in {PasswordVariable} or {PasswordFileVariable}.");
        }

        if (Read(TableVariable) is { } table)
        {
            throw new InvalidRedisSettingException(
                $"Environment variables {AddressVariable} and {TableVariable} ('{table}') are both set. Set only one of them.");
        }

        var password = new RedisPassword(Read(PasswordVariable), Read(PasswordFileVariable));
        if (Read(PasswordVariable) is not null && Read(PasswordFileVariable) is not null)
        {
            throw new InvalidRedisSettingException($"Environment variables {PasswordVariable} and {PasswordFileVariable} are both set. Set only one of them.");
        }

        if (address.User is not null && Read(PasswordVariable) is null && Read(PasswordFileVariable) is null)
        {
            throw new InvalidRedisSettingException(
                $"Environment variable {AddressVariable} names a user: set {PasswordVariable} or {PasswordFileVariable}, too. Without a password, Redis would take its default user.");
        }

        return new(
            async cancellationToken => address.ToOptions(await password.ReadAsync(cancellationToken).ConfigureAwait(false)),
            $"{address}", expiresAfter, TimeProvider.System);

        string? Read(string name) => read(name) is { Length: > 0 } value ? value : null;
    }
}
