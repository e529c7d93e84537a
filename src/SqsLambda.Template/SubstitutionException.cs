namespace SqsLambda.Template;

/// <summary>A file of the repository is not as a substitution expects it.</summary>
internal sealed class SubstitutionException(string message) : Exception(message);
