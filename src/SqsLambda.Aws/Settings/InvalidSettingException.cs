namespace SqsLambda.Aws.Settings;

/// <summary>A setting has a value that is not allowed.</summary>
/// <param name="message">
/// The variable, its value and what is allowed. Control characters are replaced with spaces, so that the message stays one line.
/// </param>
public sealed class InvalidSettingException(string message) : Exception(OneLine.Of(message));
