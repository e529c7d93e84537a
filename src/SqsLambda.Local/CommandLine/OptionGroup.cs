using System.CommandLine;

namespace SqsLambda.Local.CommandLine;

/// <summary>Options that belong together, as the help shows them.</summary>
/// <param name="Title">What they are about.</param>
/// <param name="Options">The options, each with an example; an option without a value needs none.</param>
internal sealed record OptionGroup(string Title, IReadOnlyList<(Option Option, string? Example)> Options);
