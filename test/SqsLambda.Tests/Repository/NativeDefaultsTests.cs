using System.Reflection;
using System.Xml.Linq;
using Amazon.Lambda.Core;

namespace SqsLambda.Tests.Repository;

/// <summary>What <c>cd src/SqsLambda.Native</c> and <c>dotnet lambda deploy-function</c> deploy: the same function as in the top folder, but for its runtime.</summary>
public sealed class NativeDefaultsTests
{
    private static readonly string[] OwnOptions = ["Information", "function-handler", "function-runtime", "msbuild-parameters", "project-location"];

    private readonly XElement _project = XElement.Load(Repo.PathOf("src", "SqsLambda.Native", "SqsLambda.Native.csproj"));

    [Fact]
    public void Every_option_that_is_not_about_the_runtime_is_that_of_the_managed_function()
    {
        Assert.Equal(ToolsDefaults.Managed.Names.Except(OwnOptions), ToolsDefaults.Native.Names.Except(OwnOptions));
        Assert.All(ToolsDefaults.Managed.Names.Except(OwnOptions), static name => Assert.Equal(ToolsDefaults.Managed.Find(name), ToolsDefaults.Native.Find(name)));
    }

    [Theory]
    [InlineData("function-runtime", "provided.al2023")]
    [InlineData("function-handler", "bootstrap")]
    [InlineData("msbuild-parameters", "--self-contained true")]
    [InlineData("project-location", null)]
    public void The_function_is_a_program_of_the_folder_of_the_file(string name, string? value) => Assert.Equal(value, ToolsDefaults.Native.Find(name));

    /// <summary>Amazon.Lambda.Tools looks for these properties before it chooses how to build.</summary>
    [Theory]
    [InlineData("PublishAot", "true")]
    [InlineData("OutputType", "Exe")]
    [InlineData("AssemblyName", "bootstrap")]
    public void The_project_is_one_of_a_native_executable(string property, string value) => Assert.Equal(value, _project.Descendants(property).Single().Value);

    [Fact]
    public void The_program_reads_and_writes_JSON_with_the_serializer_of_the_managed_function()
    {
        Type serializer = typeof(Function).Assembly.GetCustomAttribute<LambdaSerializerAttribute>()!.SerializerType;

        Assert.Contains(
            $"new {serializer.Name.Split('`')[0]}<{serializer.GetGenericArguments().Single().Name}>()",
            File.ReadAllText(Repo.PathOf("src", "SqsLambda.Native", "Program.cs")),
            StringComparison.Ordinal);
    }
}
