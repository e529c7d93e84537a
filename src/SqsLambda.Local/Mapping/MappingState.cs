using System.Diagnostics.CodeAnalysis;

namespace SqsLambda.Local.Mapping;

/// <summary>
/// The settings of an event source mapping, and whether it is enabled. A state is never changed, but replaced as a whole: a poller reads it once
/// for each batch.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a timer the source holds nothing to dispose of, and pollers may still read its token.")]
internal sealed class MappingState(EventSourceMappingSettings settings, bool isEnabled)
{
    private readonly CancellationTokenSource _replaced = new();

    public EventSourceMappingSettings Settings => settings;

    /// <summary>Whether pollers receive messages.</summary>
    public bool IsEnabled => isEnabled;

    /// <summary>Is cancelled when another state has taken the place of this one.</summary>
    public CancellationToken Replaced => _replaced.Token;

    /// <summary>Wakes those who wait. They must find the other state.</summary>
    public void TellReplaced() => _replaced.Cancel();
}
