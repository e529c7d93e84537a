namespace SqsLambda.Local.Lambda;

/// <summary>How an invocation ended.</summary>
/// <param name="Payload">The response as JSON; empty where the function failed.</param>
/// <param name="FunctionError">What went wrong, in one line.</param>
internal sealed record InvocationResult(byte[] Payload, string? FunctionError);
