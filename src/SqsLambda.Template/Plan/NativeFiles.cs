using static SqsLambda.Template.Substitution;

namespace SqsLambda.Template.Plan;

/// <summary>The native function, for <c>--native</c>.</summary>
internal static class NativeFiles
{
    private const string Source = "src/SqsLambda.Native";
    private const string Target = $"src/{Tokens.Name}.Native";

    public static IReadOnlyList<TemplateFile> All { get; } =
    [
        new($"{Source}/SqsLambda.Native.csproj", $"{Target}/{Tokens.Name}.Native.csproj",
            CutLines("<!-- NU1603:", "<PackageReference"),
            Cut(" NoWarn=\"NU1603\""),
            Text("../SqsLambda/SqsLambda.csproj", $"../{Tokens.Name}/{Tokens.Name}.csproj")),
        new($"{Source}/Program.cs", $"{Target}/Program.cs",
            Text("using SqsLambda;\n", $"using {Tokens.Namespace};\n")),
        new($"{Source}/aws-lambda-tools-defaults.json", $"{Target}/aws-lambda-tools-defaults.json", FunctionVariables.Substitutions),
        new("docs/native.md", "docs/native.md",
            Match(@": see \[Benchmarks\]\([^)]*\)", ""),
            Text("--function ../SqsLambda`", $"--function ../{Tokens.Name}`"),
            Cut(" Tests compare them."),
            Cut(" A test compares the two.")),
    ];
}
