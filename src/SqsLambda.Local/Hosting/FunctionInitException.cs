using SqsLambda.Local.Lambda;

namespace SqsLambda.Local.Hosting;

/// <summary>The function could not be loaded or constructed: what Lambda calls an init error.</summary>
/// <param name="cause">What was thrown.</param>
internal sealed class FunctionInitException(Exception cause) : Exception($"The function could not be initialized: {LocalFunction.OneLine(cause)}", cause);
