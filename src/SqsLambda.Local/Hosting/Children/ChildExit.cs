namespace SqsLambda.Local.Hosting.Children;

/// <summary>How a process of a function ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Text">How it ended, in one line, as Lambda says it; its init error if it reported one.</param>
/// <param name="HasInitError">Whether it reported an init error, which has been told.</param>
/// <param name="HasAsked">Whether it ever asked for an event.</param>
/// <param name="WasStopped">Whether the laptop stopped it.</param>
internal sealed record ChildExit(int ExitCode, string Text, bool HasInitError, bool HasAsked, bool WasStopped);
