namespace SqsLambda.Redis.Connection;

/// <summary>A server refuses the login in words that are not shown: a server that has no AUTH repeats its arguments, and so the password.</summary>
internal sealed class LoginRefusedException() : Exception("AUTH failed. The answer is not shown, because it may contain the password");
