namespace SqsLambda.Local.Projects;

/// <summary>A handler string: <c>ASSEMBLY::TYPE::METHOD</c>.</summary>
internal sealed record HandlerString(string Assembly, string Type, string Method)
{
    private const string Separator = "::";

    /// <summary>The handler of a function that is not found by one.</summary>
    public static HandlerString None { get; } = new("", "", "");

    /// <exception cref="LambdaValidationException">The string has another form.</exception>
    public static HandlerString Parse(string handler) =>
        handler.Split(Separator, 3, StringSplitOptions.TrimEntries) is [{ Length: > 0 } assembly, { Length: > 0 } type, { Length: > 0 } method]
            ? new(assembly, type, method)
            : throw new LambdaValidationException(
                $"The handler is '{handler}': allowed is ASSEMBLY{Separator}TYPE{Separator}METHOD. An executable assembly, which has its own Main method, cannot be loaded.");

    public override string ToString() => $"{Assembly}{Separator}{Type}{Separator}{Method}";
}
