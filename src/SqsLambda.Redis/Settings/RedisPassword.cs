using SqsLambda.Redis.Connection;

namespace SqsLambda.Redis.Settings;

/// <summary>Where the password comes from. It is read for each connection, so that a file may get a new one.</summary>
/// <param name="value">The password.</param>
/// <param name="file">The file with the password.</param>
internal sealed class RedisPassword(string? value, string? file)
{
    // The path is not shown: it may be the password, typed into the wrong variable.
    private const string TheFile = $"the file that {RedisIdempotency.PasswordFileVariable} names";

    /// <summary>Reads the password. In a file, a line break at the end does not count.</summary>
    /// <param name="cancellationToken">Ends the wait for the file.</param>
    /// <returns>The password, or <see langword="null"/> if there is none.</returns>
    /// <exception cref="RedisPasswordException">The file cannot be read, or is empty.</exception>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        if (file is null)
        {
            return value;
        }

        string password;
        try
        {
            // To open a file that does not answer, such as a pipe, blocks the thread. So it gets one of its own.
            Task<string> reading = Task.Factory.StartNew(
                () => File.ReadAllText(file), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            Abandoned.Observe(reading);
            password = (await reading.WaitAsync(cancellationToken).ConfigureAwait(false)).TrimEnd('\r', '\n');
        }
        catch (OperationCanceledException)
        {
            throw new RedisPasswordException($"{TheFile} cannot be read in time");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new RedisPasswordException($"{TheFile} cannot be read: {exception.GetType().Name}");
        }

        // Without a password, Redis would take the connection for its default user.
        return password.Length > 0 ? password : throw new RedisPasswordException($"{TheFile} is empty");
    }
}
