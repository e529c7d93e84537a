using System.Globalization;
using SqsLambda.Simulation.Clock;

namespace SqsLambda.Simulation.Scenarios;

/// <summary>Writes one line for each thing that happens: the virtual time in seconds, who, and what.</summary>
internal sealed class Trace(TextWriter writer)
{
    public void Write(EventQueue events, string who, string what) =>
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{events.Now.TotalSeconds,13:F6}  {who,-10} {what}"));
}
