using System.Text.Json;

namespace SqsLambda.Local.Mapping.Filters;

/// <summary>What a pattern demands of one place in the body.</summary>
internal interface IPatternRule
{
    /// <param name="value">What is there; of kind <see cref="JsonValueKind.Undefined"/> where nothing is.</param>
    bool Matches(JsonElement value);
}
