namespace SqsLambda.Local.Mapping.Filters;

/// <summary><c>anything-but</c>: a scalar that none of the excluded tests accepts. The field has to be there.</summary>
/// <remarks>Excluded numbers are compared as <see cref="ExactValue"/> compares them, so that a value is either listed or anything but that.</remarks>
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
