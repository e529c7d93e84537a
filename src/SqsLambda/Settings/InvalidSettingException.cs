namespace SqsLambda.Settings;

/// <summary>An environment variable has a value that is not allowed: the function does not start.</summary>
/// <param name="name">The name of the variable.</param>
/// <param name="value">Its value.</param>
/// <param name="allowed">Which values are allowed.</param>
public sealed class InvalidSettingException(string name, string value, string allowed)
    : Exception($"Environment variable {name} is '{value}': allowed is {allowed}.");
