namespace Amazon.Lambda.Core;

public static class LambdaLogger
{
    // The runtime sets it by reflection.
#pragma warning disable IDE0044 // Add readonly modifier
    private static Action<string> _loggingAction = Console.WriteLine;
#pragma warning restore IDE0044

    public static void Log(string message) => _loggingAction(message);
}
