namespace SqsLambda.Local.Mapping.Filters;

/// <summary>Lambda would refuse these filter criteria. The message is one line: Lambda's own text, then what is allowed.</summary>
internal sealed class InvalidFilterPatternException : Exception
{
    /// <param name="reason">What is wrong with the patterns as a whole, without a full stop.</param>
    public InvalidFilterPatternException(string reason) : base($"Invalid filter pattern definition. {reason}.")
    {
    }

    /// <param name="patternNumber">The number of the pattern, from 1.</param>
    /// <param name="reason">What is wrong with it and what is allowed, without a full stop.</param>
    public InvalidFilterPatternException(int patternNumber, string reason) : this($"Pattern {patternNumber}: {reason}")
    {
    }
}
