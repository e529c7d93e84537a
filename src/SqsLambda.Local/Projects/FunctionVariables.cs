using System.Text.RegularExpressions;

namespace SqsLambda.Local.Projects;

/// <summary>The names of environment variables, by Lambda's rule for them.</summary>
internal static partial class FunctionVariables
{
    public const string AllowedName = "a name of letters, digits and '_' that begins with a letter and has 2 characters or more";

    public static bool IsName(string name) => Name().IsMatch(name);

    // Lambda API Reference, "Environment".
    [GeneratedRegex(@"^[a-zA-Z]([a-zA-Z0-9_])+\z")]
    private static partial Regex Name();
}
