using System.Collections.Concurrent;
using SqsLambda.Local.WebConsole.Actions;
using SqsLambda.Local.WebConsole.Lives;

namespace SqsLambda.Local.WebConsole;

// The folder is Console. A namespace of that name would hide System.Console from the rest of the program.

/// <summary>What the console shows, and its limits.</summary>
/// <param name="Memory">The messages.</param>
internal sealed record ConsoleOptions(MessageMemory Memory)
{
    /// <summary>The functions that pages show and change, by the ARN of their queue.</summary>
    public ConcurrentDictionary<string, MappedFunction> Functions { get; } = new(StringComparer.Ordinal);

    /// <summary>Is given a line for the terminal: what the page did with queues and messages.</summary>
    public Action<string> Notify { get; init; } = static _ => { };

    /// <summary>The most pages that follow at a time. Further ones are told to try again later.</summary>
    public int MaxPages { get; init; } = 32;

    /// <summary>The longest time that a page may take to read what it was sent. A slower one is dropped.</summary>
    public TimeSpan SlowestRead { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time between two looks at the changes for a page.</summary>
    public TimeSpan TimeBetweenLooks { get; init; } = TimeSpan.FromMilliseconds(400);

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
