namespace SqsLambda.Local.Mapping.Filters;

/// <summary><c>{"exists": true}</c>: any scalar, <c>null</c> included.</summary>
internal sealed record AnyValue : ValueTest
{
    public override bool Accepts(in FieldValue value) => true;
}
