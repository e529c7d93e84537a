using System.CommandLine;
using System.CommandLine.Invocation;

namespace SqsLambda.Local.CommandLine;

/// <summary>What <c>--help</c> does.</summary>
/// <param name="textOf">The help of the command that it is asked for.</param>
internal sealed class WriteHelp(Func<Command, string> textOf) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.Write(textOf(parseResult.CommandResult.Command));
        return ExitCode.Success;
    }
}
