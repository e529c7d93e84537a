using System.CommandLine;
using System.CommandLine.Parsing;

namespace SqsLambda.Local.CommandLine;

/// <summary>What is wrong with a command line, in one line: which option, its value, and what is allowed.</summary>
internal static class UsageErrors
{
    private const int MinPrefixLength = 4;

    /// <summary>The first thing that is wrong.</summary>
    /// <param name="parsed">A command line with an error.</param>
    public static string First(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens is [var token, ..])
        {
            if (FlagBefore(token, parsed) is { } flag)
            {
                return $"{flag} takes no value: write {flag} alone, without {token}.";
            }

            return parsed.Tokens.Any(static each => each is { Type: TokenType.Option, Value: "--command" }) && !token.StartsWith('-')
                ? $"{token} is no command of its own: put the whole command line in quotes, such as --command \"python3 function.py\"."
                : Unknown(token, parsed);
        }

        ParseError error = parsed.Errors[0];
        return error.SymbolResult is OptionResult { Option: var option } result
            ? result switch
            {
                { IdentifierTokenCount: > 1 } when option.Arity.MaximumNumberOfValues == 1 => $"{option.Name} is given more than once: allowed is once.",
                { Tokens: [], IdentifierTokenCount: 0 } => $"{option.Name} is missing: it needs {option.HelpName}.",
                { Tokens: [] } => $"{option.Name} has no value: it needs {option.HelpName}.",
                _ => Plain(error.Message),
            }
            : Plain(error.Message);
    }

    /// <summary>The option or command that a mistyped one is most like; <see langword="null"/> if it is like none.</summary>
    public static string? Nearest(string typed, IEnumerable<string> names)
    {
        (string Name, int Distance)? nearest = null;
        foreach (string name in names)
        {
            int distance = typed.Length >= MinPrefixLength && name.StartsWith(typed, StringComparison.Ordinal) ? 1 : Distance(typed, name);
            if (distance <= Math.Max(typed.Length / 3, 1) && (nearest is null || distance < nearest.Value.Distance))
            {
                nearest = (name, distance);
            }
        }

        return nearest?.Name;
    }

    /// <summary>The option without a value that a token follows; <see langword="null"/> if it follows none.</summary>
    private static string? FlagBefore(string token, ParseResult parsed)
    {
        Token? before = parsed.Tokens.TakeWhile(each => each.Value != token).LastOrDefault();
        return before is { Type: TokenType.Option } && !token.StartsWith('-')
            && parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == before.Value) is { HelpName: null } flag
            ? flag.Name
            : null;
    }

    private static string Unknown(string token, ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        string typed = token.Split('=', 2)[0];
        if (command.Parents.OfType<Command>().FirstOrDefault(parent => parent.Options.Any(option => option.Name == typed)) is not null)
        {
            return $"{command.Name} has no {typed}: it is an option of a run.";
        }

        if (typed == "--region")
        {
            return parsed.Tokens.Any(static each => each.Value == "--queue-url")
                ? "--region is no option: set the environment variable AWS_REGION."
                : "--region is no option: set the environment variable AWS_REGION, or write --env AWS_REGION=eu-west-1.";
        }

        string kind = typed.StartsWith('-') ? "no option" : "no command";
        IEnumerable<string> names = command.Options.Select(static option => option.Name).Concat(command.Subcommands.Select(static sub => sub.Name));
        return Nearest(typed, names) is { } nearest
            ? $"{typed} is {kind}. Did you mean {nearest}?"
            : $"{typed} is {kind}: --help lists them all.";
    }

    private static string Plain(string message) => string.Join(' ', message.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    /// <summary>How many characters must be added, removed, replaced or exchanged with their neighbour.</summary>
    private static int Distance(string a, string b)
    {
        int[,] steps = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                steps[i, j] = i == 0 ? j
                    : j == 0 ? i
                    : Math.Min(
                        Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1,
                        steps[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }

        return steps[a.Length, b.Length];
    }
}
