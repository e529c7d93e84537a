namespace SqsLambda.Local.Http;

/// <summary>The endpoint cannot listen on its port. The message says why in one line.</summary>
internal sealed class EndpointUnavailableException(string message, Exception innerException) : Exception(message, innerException);
