using SqsLambda.Local.Faults;
using SqsLambda.Local.Mapping;

namespace SqsLambda.Local.WebConsole.Actions;

/// <summary>The function of a queue, as the console shows and changes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Queue">Its queue.</param>
/// <param name="Mapping">The event source mapping between them.</param>
/// <param name="Faults">What goes wrong on purpose.</param>
/// <param name="Samples">Messages to start from.</param>
/// <param name="Notify">Is given a line for the user in the terminal: what was changed.</param>
internal sealed record MappedFunction(
    string Name, IEventSource Queue, EventSourceMapping Mapping, FaultPlan Faults, IReadOnlyList<string> Samples, Action<string> Notify);
