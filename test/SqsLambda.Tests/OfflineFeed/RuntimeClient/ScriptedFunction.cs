using SqsLambda.Tests.Deploy;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Tests.OfflineFeed.RuntimeClient;

/// <summary>Starts test/SqsLambda.ScriptedFunction, which has the runtime client that a native function has.</summary>
internal static class ScriptedFunction
{
    private static readonly DirectoryInfo Folder = new(
        Repo.PathOf("test", "SqsLambda.ScriptedFunction", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0"));

    public static Task<FunctionProcess> StartAsync(params (string Name, string Value)[] environment) =>
        FunctionProcess.StartAsync(Folder, environment.ToDictionary(static variable => variable.Name, static variable => variable.Value));
}
