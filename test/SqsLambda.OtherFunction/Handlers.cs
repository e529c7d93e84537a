using System.Text.Json;
using Amazon.Lambda.Core;
using Other;

[assembly: LambdaSerializer(typeof(ReflectionSerializer))]

namespace Other;

/// <summary>A handler of each kind that the managed runtime calls, and of some that it refuses.</summary>
public class Handlers : HandlersBase
{
    public static void StaticVoid(Stream input) => input.ReadByte();

    public static Task<string> StaticTask(Greeting greeting) => Task.FromResult($"static {greeting.Name}");

    public Stream Echo(Stream input) => input;

    public async Task<Stream> EchoLater(Stream input, ILambdaContext context)
    {
        await Task.Yield();
        return input;
    }

    public Answer Value(Greeting greeting) => new($"Hello {greeting.Name}");

    public async Task<Answer> ValueLater(Greeting greeting, ILambdaContext context)
    {
        await Task.Yield();
        return new($"Hello {greeting.Name} from {context.FunctionName}, {context.MemoryLimitInMB} MB, {context.RemainingTime.TotalSeconds} s");
    }

    public async Task TaskOnly(Greeting greeting) => await Task.Yield();

    public string ContextOnly(ILambdaContext context) => context.AwsRequestId;

    public string NoParameters() => "nothing in";

    [LambdaSerializer(typeof(ShoutingSerializer))]
    public string OwnSerializer(string input) => input;

    public void Logging(Stream input, ILambdaContext context)
    {
        context.Logger.LogLine("by the context");
        LambdaLogger.Log("by the static class");
    }

    public string Runtime() =>
        $"{AppContext.TryGetSwitch("Other.Switch", out bool isOn) && isOn}, {AppContext.GetData("Other.Text")}, {JsonSerializer.IsReflectionEnabledByDefault}";

    public void Throwing(Stream input) => throw new InvalidOperationException("refused", new TimeoutException("too late"));

    public async Task ThrowingLater(Stream input)
    {
        await Task.Yield();
        throw new InvalidOperationException("refused");
    }

    public void Exiting(Stream input) => Environment.Exit(7);

    public string HangOnce(string input)
    {
        if (input == "hang")
        {
            Console.WriteLine("The handler hangs.");
            Thread.Sleep(Timeout.Infinite);
        }

        return "answered";
    }

    public string Overloaded(string input) => input;

    public string Overloaded(int input) => $"{input}";

    public void Params(params string[] input)
    {
    }

    public void Three(string one, string two, string three)
    {
    }

    public void NoContext(string one, string two)
    {
    }

    public T Generic<T>(T input) => input;
}

public class HandlersBase
{
    public string Inherited(string input) => $"inherited {input}";
}

public sealed class BrokenConstructor
{
    public BrokenConstructor() => throw new InvalidOperationException("no configuration");

    public void Handle()
    {
    }
}

public static class BrokenStaticConstructor
{
    static BrokenStaticConstructor() => throw new InvalidOperationException("no static configuration");

    public static void Handle()
    {
    }
}

public sealed record Greeting(string Name);

public sealed record Answer(string Text);
