namespace SqsLambda.Chaos.Tests.Database;

/// <summary>The server with the idempotency records.</summary>
internal interface IRestartable
{
    /// <summary>Kills it, and starts it again with the same data.</summary>
    Task RestartAsync();

    void Stop();

    void Continue();
}
