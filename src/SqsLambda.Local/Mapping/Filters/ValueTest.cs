namespace SqsLambda.Local.Mapping.Filters;

/// <summary>One entry of a list in a pattern, but for <c>{"exists": false}</c>: what a scalar has to be.</summary>
/// <remarks>EventBridge User Guide, "Comparison operators for use in event patterns".</remarks>
internal abstract record ValueTest
{
    public abstract bool Accepts(in FieldValue value);
}
