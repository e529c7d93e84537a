namespace SqsLambda.Local.Tests.Mapping.Filters;

/// <summary>Writes the JSON of patterns and bodies.</summary>
internal static class FilterText
{
    public static string Object(string name, string value) => $"{{\"{name}\": {value}}}";

    public static string Pattern(string bodyValue) => Object("body", bodyValue);
}
