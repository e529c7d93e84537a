using System.CommandLine;
using SqsLambda.Local.Projects;

namespace SqsLambda.Local.CommandLine;

/// <summary>The options that say which function runs, and with which variables.</summary>
internal sealed class FunctionOptionSymbols
{
    private readonly Option<string?> _function = new("--function")
    {
        Description = $"The function: a project file or folder, a published folder or an {ToolsDefaults.FileName}. "
            + $"[default: the {ToolsDefaults.FileName} of this folder or above]",
        HelpName = "PATH",
    };

    private readonly Option<string?> _handler = new("--handler")
    {
        Description = "The handler, ASSEMBLY::TYPE::METHOD. [default: function-handler of the defaults file]",
        HelpName = "HANDLER",
    };

    private readonly Option<string?> _configuration = new("--configuration")
    {
        Description = "Run this build of the project, such as Debug. [default: the one that was built last]",
        HelpName = "NAME",
    };

    private readonly Option<bool> _noBuild = new("--no-build")
    {
        Description = "Run the last build as it is. Otherwise the project is built first if a source file is newer than its build.",
    };

    private readonly Option<string[]> _env = new("--env")
    {
        Description = "Set an environment variable of the function. Repeat it for each variable.",
        HelpName = "NAME=VALUE",
        AllowMultipleArgumentsPerToken = false,
    };

    public Option Env => _env;

    /// <summary>A value to show in the help.</summary>
    public static string? Example(string option) => option switch
    {
        "--function" => "src/SqsLambda",
        "--handler" => "Shop::Shop.Function::FunctionHandler",
        "--configuration" => "Release",
        "--env" => "LOG_LEVEL=debug",
        _ => null,
    };

    public Option NoBuild => _noBuild;

    /// <summary>What is about a .NET assembly.</summary>
    public IEnumerable<Option> AssemblyOnly => [_handler, _configuration, _noBuild];

    public IEnumerable<Option> All => [_function, _handler, _configuration, _noBuild, _env];

    public FunctionSelection Read(ParseResult result) =>
        new(result.GetValue(_function), result.GetValue(_handler), result.GetValue(_configuration), !result.GetValue(_noBuild));

    /// <exception cref="UsageException">A value is not NAME=VALUE.</exception>
    public IReadOnlyDictionary<string, string> ReadVariables(ParseResult result) => ReadAssignments("--env", result.GetValue(_env));

    /// <summary>Reads NAME=VALUE. Of two values of one name the last holds.</summary>
    /// <exception cref="UsageException">A value is not NAME=VALUE.</exception>
    public static IReadOnlyDictionary<string, string> ReadAssignments(string option, IEnumerable<string>? values)
    {
        var assignments = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string value in values ?? [])
        {
            int equals = value.IndexOf('=', StringComparison.Ordinal);
            if (value.StartsWith("_HANDLER=", StringComparison.Ordinal))
            {
                throw new UsageException($"{option} is '{value}': Lambda sets _HANDLER itself. Write it in the command: --command \"{value} ./bootstrap\".");
            }

            if (equals < 0 || !FunctionVariables.IsName(value[..equals]) || value.Contains('\0', StringComparison.Ordinal))
            {
                throw new UsageException($"{option} is '{value}': allowed is NAME=VALUE, with {FunctionVariables.AllowedName}.");
            }

            assignments[value[..equals]] = value[(equals + 1)..];
        }

        return assignments;
    }
}
