namespace SqsLambda.Local.Mapping.Filters;

/// <summary>A test of a scalar: one entry of a list in a pattern, except <c>{"exists": false}</c>.</summary>
/// <remarks>EventBridge User Guide, "Comparison operators for use in event patterns".</remarks>
internal abstract record ValueTest
{
    public abstract bool Accepts(in FieldValue value);
}
