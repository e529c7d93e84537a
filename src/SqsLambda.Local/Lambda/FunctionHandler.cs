namespace SqsLambda.Local.Lambda;

/// <summary>A function as Lambda sees it: bytes in, bytes out. It throws what the function throws.</summary>
/// <param name="payload">The event.</param>
/// <param name="invocation">What Lambda tells the function of the invocation.</param>
internal delegate Task<byte[]> FunctionHandler(byte[] payload, Invocation invocation);
