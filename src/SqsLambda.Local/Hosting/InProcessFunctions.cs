using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Hosting;

/// <summary>
/// Runs a function in this process, in a load context of its own. Its environment variables are those of this process and those that are given here.
/// The variables that tell a function that it is in Lambda, such as <c>AWS_LAMBDA_FUNCTION_NAME</c>, are not set unless they are given.
/// </summary>
internal sealed class InProcessFunctions : IFunctionSource
{
    public FunctionDescription Find(FunctionSelection selection, TextWriter error) => FunctionLocator.Find(selection, Environment.CurrentDirectory, error);

    public string? Prepare(FunctionDescription function) => RuntimeSwitches.Apply(Path.ChangeExtension(function.AssemblyPath, ".runtimeconfig.json"));

    public FunctionHandler Open(FunctionDescription function, IReadOnlyDictionary<string, string> variables, FunctionLog log)
    {
        foreach ((string name, string value) in variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        try
        {
            return UserFunction.Load(function.Handler, new FunctionLoadContext(function.AssemblyPath), log).InvokeAsync;
        }
        catch (Exception exception)
        {
            throw new FunctionInitException(exception);
        }
    }
}
