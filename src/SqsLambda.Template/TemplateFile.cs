namespace SqsLambda.Template;

/// <summary>A file of the template that is made from a file of the repository.</summary>
/// <param name="Source">The path in the repository.</param>
/// <param name="Target">The path in the template.</param>
/// <param name="Substitutions">What is replaced, in this order, before the renames.</param>
internal sealed record TemplateFile(string Source, string Target, params IReadOnlyList<Substitution> Substitutions);
