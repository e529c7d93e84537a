using System.CommandLine;
using System.Text;

namespace SqsLambda.Local.CommandLine;

/// <summary>The help: options in groups, with an example each, in lines of at most 100 columns.</summary>
internal static class HelpText
{
    private const int MaxWidth = 100;
    private const int NameWidth = 38;

    /// <summary>The help of a command.</summary>
    /// <param name="description">What the command does.</param>
    /// <param name="usages">How it is called.</param>
    /// <param name="groups">Its options.</param>
    /// <param name="commands">Its subcommands.</param>
    /// <param name="examples">Whole command lines, and what each does.</param>
    public static string Of(
        string description,
        IEnumerable<string> usages,
        IEnumerable<OptionGroup> groups,
        IEnumerable<Command> commands,
        IEnumerable<(string Options, string What)> examples)
    {
        var help = new StringBuilder();
        AppendWrapped(help, description, indent: 0);
        Section(help, "Usage", usages.Select(static usage => (usage, "")));
        foreach (OptionGroup group in groups)
        {
            Section(help, group.Title, group.Options.SelectMany(static shown => Rows(shown.Option, shown.Example)));
        }

        Section(help, "Commands", commands.Select(static command => (command.Name, $"{command.Description} Its options: {command.Name} --help.")));
        Section(help, "Examples", examples);
        return help.ToString();
    }

    private static string Name(Option option) => option.HelpName is { } value ? $"{option.Name} {value}" : option.Name;

    private static IEnumerable<(string Name, string What)> Rows(Option option, string? example)
    {
        yield return (Name(option), option.Description!);
        if (example is not null)
        {
            yield return ("", $"Example: {option.Name} {example}");
        }
    }

    private static void Section(StringBuilder help, string title, IEnumerable<(string Name, string What)> rows)
    {
        bool isFirst = true;
        foreach ((string name, string what) in rows)
        {
            if (isFirst)
            {
                help.AppendLine().AppendLine(title);
                isFirst = false;
            }

            help.Append("  ").Append(name);
            if (what.Length == 0)
            {
                help.AppendLine();
                continue;
            }

            if (name.Length + 2 > NameWidth - 2)
            {
                help.AppendLine().Append(' ', NameWidth);
            }
            else
            {
                help.Append(' ', NameWidth - name.Length - 2);
            }

            AppendWrapped(help, what, NameWidth);
        }
    }

    /// <summary>Appends words. The first line begins where the text is now; the others are indented.</summary>
    private static void AppendWrapped(StringBuilder help, string text, int indent)
    {
        int column = indent;
        foreach (string word in text.Split(' '))
        {
            if (column > indent && column + 1 + word.Length > MaxWidth)
            {
                help.AppendLine().Append(' ', indent);
                column = indent;
            }

            if (column > indent)
            {
                help.Append(' ');
                column++;
            }

            help.Append(word);
            column += word.Length;
        }

        help.AppendLine();
    }
}
