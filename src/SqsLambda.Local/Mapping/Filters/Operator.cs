using System.Collections.Frozen;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>The names of the operators.</summary>
internal static class Operator
{
    public const string Or = "$or";
    public const string Exists = "exists";
    public const string Prefix = "prefix";
    public const string Suffix = "suffix";
    public const string EqualsIgnoreCase = "equals-ignore-case";
    public const string Wildcard = "wildcard";
    public const string AnythingBut = "anything-but";
    public const string Numeric = "numeric";
    public const string Cidr = "cidr";

    private static readonly FrozenSet<string> Reserved =
        FrozenSet.Create(Exists, Prefix, Suffix, EqualsIgnoreCase, Wildcard, AnythingBut, Numeric, Cidr, "=", "<", "<=", ">", ">=");

    /// <summary>Whether the name is not allowed for a field inside <c>$or</c>.</summary>
    public static bool IsReserved(string name) => Reserved.Contains(name);
}
