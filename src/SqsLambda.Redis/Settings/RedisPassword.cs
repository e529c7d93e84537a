using SqsLambda.Batch.Logging;

namespace SqsLambda.Redis.Settings;

/// <summary>Where the password comes from. It is read for each connection, so that a file may get a new one.</summary>
/// <param name="value">The password.</param>
/// <param name="file">The file with the password.</param>
internal sealed class RedisPassword(string? value, string? file)
{
    /// <summary>Reads the password. In a file, a line break at the end does not count.</summary>
    /// <returns>The password, or <see langword="null"/> if there is none.</returns>
    /// <exception cref="RedisPasswordException">The file cannot be read, or is empty.</exception>
    public string? Read()
    {
        if (file is null)
        {
            return value;
        }

        string password;
        try
        {
            password = File.ReadAllText(file).TrimEnd('\r', '\n');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RedisPasswordException(
                $"the file '{LogText.OneLine(file)}' of {RedisIdempotency.PasswordFileVariable} cannot be read: {exception.GetType().Name}", exception);
        }

        // Without a password, Redis would take the connection for its default user.
        return password.Length > 0
            ? password
            : throw new RedisPasswordException($"the file '{LogText.OneLine(file)}' of {RedisIdempotency.PasswordFileVariable} is empty");
    }
}
