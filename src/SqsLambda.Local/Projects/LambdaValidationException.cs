namespace SqsLambda.Local.Projects;

/// <summary>The function cannot be called by its handler string. The type has the name by which Lambda's runtime reports this.</summary>
/// <param name="message">What is wrong, and what is allowed.</param>
internal sealed class LambdaValidationException(string message) : Exception(message);
