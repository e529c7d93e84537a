using SqsLambda.Local.Lambda;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.Hosting;

/// <summary>Where a run gets its function from.</summary>
internal interface IFunctionSource
{
    /// <summary>Finds the function that the user wants, and builds it if it is a project and needs to be built.</summary>
    /// <param name="selection">What the user wants.</param>
    /// <param name="error">Where to tell of a build.</param>
    /// <exception cref="UsageException">There is none that can be loaded.</exception>
    FunctionDescription Find(FunctionSelection selection, TextWriter error);

    /// <summary>Prepares this process for the function, before anything else happens in it.</summary>
    /// <returns>What cannot be prepared, in one line; <see langword="null"/> if there is nothing.</returns>
    /// <exception cref="UsageException">It cannot be prepared.</exception>
    string? Prepare(FunctionDescription function);

    /// <summary>Loads and constructs the function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="variables">Its environment variables, beside those of this process.</param>
    /// <param name="log">Where it logs.</param>
    /// <exception cref="FunctionInitException">It cannot be loaded, or its constructor threw.</exception>
    FunctionHandler Open(FunctionDescription function, IReadOnlyDictionary<string, string> variables, FunctionLog log);
}
