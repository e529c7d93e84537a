namespace SqsLambda.Local.Mapping.Filters;

/// <summary><c>anything-but</c>: a scalar that none of the excluded tests accepts. The field must exist.</summary>
/// <remarks>Excluded numbers are compared like in <see cref="ExactValue"/>.</remarks>
internal sealed record AnythingBut(ValueTest[] Excluded) : ValueTest
{
    public override bool Accepts(in FieldValue value)
    {
        foreach (ValueTest test in Excluded)
        {
            if (test.Accepts(value))
            {
                return false;
            }
        }

        return true;
    }
}
