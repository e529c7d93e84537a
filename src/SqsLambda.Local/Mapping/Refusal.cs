namespace SqsLambda.Local.Mapping;

/// <summary>Why Lambda would refuse the parameters of an event source mapping.</summary>
/// <param name="Text">The error.</param>
/// <param name="Hint">What to change: the option of the command line, and its name in a functions file.</param>
internal sealed record Refusal(string Text, string Hint);
