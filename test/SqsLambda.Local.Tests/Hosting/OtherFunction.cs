using System.Text;
using SqsLambda.Local.Hosting;
using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Local.Tests.Hosting;

/// <summary>The functions of test/SqsLambda.OtherFunction, which know none of our packages.</summary>
internal static class OtherFunction
{
    public const string Assembly = "OtherFunction";

    public static string Folder { get; } = Repo.PathOf("test/SqsLambda.OtherFunction");

    public static string AssemblyPath { get; } = BuildOutput.Find(Folder, Assembly, framework: null, configuration: null);

    public static HandlerString Handler(string method, string type = "Handlers") => new(Assembly, $"Other.{type}", method);

    /// <summary>Loads a handler into a load context of its own.</summary>
    public static UserFunction Load(string method, string type = "Handlers", TextWriter? log = null) =>
        UserFunction.Load(Handler(method, type), new FunctionLoadContext(AssemblyPath), new FunctionLog(log ?? TextWriter.Null));

    /// <summary>Loads a handler and calls it once.</summary>
    public static async Task<string> InvokeAsync(string method, string payload, TextWriter? log = null)
    {
        var invocation = new Invocation("request-1", "greeter", 256, static () => TimeSpan.FromSeconds(30), new(log ?? TextWriter.Null));
        return Encoding.UTF8.GetString(await Load(method, log: log).InvokeAsync(Encoding.UTF8.GetBytes(payload), invocation));
    }
}
