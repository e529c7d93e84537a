namespace SqsLambda.Redis.Connection;

/// <summary>More than one server takes writes, and they are no cluster: each execution environment would choose one for itself.</summary>
/// <param name="primaries">Those servers.</param>
internal sealed class SeveralPrimariesException(string primaries) : Exception($"{primaries} are all primaries, and they are no cluster");
