using System.Text.Json;

namespace SqsLambda.Local.Tests.Http.Clients;

/// <summary>What a driver says of a step of the scenario.</summary>
/// <param name="Name">The step.</param>
/// <param name="Ok">Whether the answer was as expected.</param>
/// <param name="Differs">How it was not.</param>
internal sealed record StepResult(string Name, bool Ok, string? Differs = null)
{
    /// <param name="line">A line of a driver's output.</param>
    public static StepResult Parse(string line) => JsonSerializer.Deserialize<StepResult>(line, JsonSerializerOptions.Web)!;
}
