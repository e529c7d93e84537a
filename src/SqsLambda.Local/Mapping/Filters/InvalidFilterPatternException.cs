namespace SqsLambda.Local.Mapping.Filters;

/// <summary>Lambda would refuse the filter pattern.</summary>
/// <param name="message">Lambda's message, which pattern, and why.</param>
internal sealed class InvalidFilterPatternException(string message) : Exception(message);
