namespace SqsLambda.Local.WebConsole;

/// <summary>The queues that a console shows.</summary>
internal interface IConsoleQueues
{
    /// <summary>What is known of them now.</summary>
    QueueRows Read();

    /// <summary>A page looks: what has to be asked for is asked for anew, if that was long ago.</summary>
    void Look()
    {
    }
}
