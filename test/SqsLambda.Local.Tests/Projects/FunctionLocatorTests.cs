using SqsLambda.Local.Projects;
using SqsLambda.Local.Tests.Hosting;
using SqsLambda.Tests.Repository;

namespace SqsLambda.Local.Tests.Projects;

public sealed class FunctionLocatorTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Theory]
    [InlineData("")]
    [InlineData("Memos")]
    public void Without_options_it_is_the_function_of_the_defaults_file_in_the_folder_or_above(string folder)
    {
        FunctionDescription function = FunctionLocator.Find(new(), Path.Combine(MemoFunctionFolder.Path, folder), TextWriter.Null);

        Assert.Equal(
            ("memos", "SqsLambda.TestFunction::SqsLambda.TestFunction.MemoFunction::FunctionHandler", 30, 512),
            (function.Name, function.Handler.ToString(), function.TimeoutSeconds, function.MemoryMB));
        Assert.Equal(5, function.Samples.Lines.Count);
        Assert.Equal(new Dictionary<string, string> { ["IDEMPOTENCY_TABLE"] = "id", ["MEMOS_TABLE"] = "memoId" }, function.Laptop.Tables);
    }

    [Theory]
    [InlineData("")]
    [InlineData("src/SqsLambda.Batch/Pipeline")]
    public void In_this_repository_it_is_the_function_in_its_folder_with_samples(string folder)
    {
        FunctionDescription function = FunctionLocator.Find(new(), Repo.PathOf(folder), TextWriter.Null);

        Assert.StartsWith(Repo.PathOf("src", "SqsLambda", "bin"), function.AssemblyPath, StringComparison.Ordinal);
        Assert.NotEmpty(function.Samples.Lines);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("Function.csproj")]
    [InlineData("aws-lambda-tools-defaults.json")]
    [InlineData("bin/Debug/net10.0")]
    public void A_project_a_folder_a_defaults_file_and_a_published_folder_name_a_function(string path)
    {
        WriteProject("""{"function-handler":"A::B::C","function-timeout":"7"}""");
        Write("bin/Debug/net10.0/A.deps.json", "{}");
        Write("bin/Debug/net10.0/A.runtimeconfig.json", "{}");

        FunctionDescription function = FunctionLocator.Find(new(path), _folder.FullName, TextWriter.Null);

        Assert.Equal(("A", 7, 128), (function.Name, function.TimeoutSeconds, function.MemoryMB));
        Assert.Equal(Path.Combine(_folder.FullName, "bin", "Debug", "net10.0", "A.dll"), function.AssemblyPath);
    }

    [Fact]
    public void Of_two_builds_the_last_is_taken_unless_one_is_named()
    {
        WriteProject("""{"function-handler":"A::B::C"}""");
        foreach (string configuration in new[] { "Release", "Debug" })
        {
            Write($"bin/{configuration}/net10.0/A.dll", "");
            Write($"bin/{configuration}/net10.0/A.deps.json", "{}");
            Write($"bin/{configuration}/net10.0/A.runtimeconfig.json", "{}");
        }

        File.SetLastWriteTimeUtc(PathOf("bin/Debug/net10.0/A.dll"), DateTime.UtcNow.AddMinutes(-1));

        Assert.Equal(PathOf("bin/Release/net10.0/A.dll"), FunctionLocator.Find(new("."), _folder.FullName, TextWriter.Null).AssemblyPath);
        Assert.Equal(PathOf("bin/Debug/net10.0/A.dll"), FunctionLocator.Find(new(".", null, "Debug"), _folder.FullName, TextWriter.Null).AssemblyPath);
    }

    [Theory]
    [InlineData("""{"function-handler":"A"}""", "aws-lambda-tools-defaults.json: The handler is 'A': allowed is ASSEMBLY::TYPE::METHOD. An executable assembly, which has its own Main method, cannot be loaded. A function in another language needs --command or --runtime-api.")]
    [InlineData("{}", "aws-lambda-tools-defaults.json has no function-handler. Add it, or name it: --handler ASSEMBLY::TYPE::METHOD.")]
    [InlineData("{\n\"function-timeout\":901}", "aws-lambda-tools-defaults.json, line 2: function-timeout is 901: allowed is 1 to 900 seconds.")]
    [InlineData("{\n\n\"function-memory-size\":true}", "aws-lambda-tools-defaults.json, line 3: function-memory-size is true: allowed is 128 to 10240 MB.")]
    [InlineData("{\n,}", "aws-lambda-tools-defaults.json, line 2: this is not JSON: ")]
    [InlineData("""{"function-handler":"Gone::B::C"}""", "Build it: dotnet build ")]
    public void What_cannot_be_used_is_refused_in_one_line(string defaults, string reason)
    {
        WriteProject(defaults);

        string message = Assert.Throws<UsageException>(() => FunctionLocator.Find(new("."), _folder.FullName, TextWriter.Null)).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Single(message.Split('\n'));
    }

    [Fact]
    public void The_native_executable_of_this_repository_is_refused_with_the_ways_to_run_it()
    {
        string native = Path.GetRelativePath(Environment.CurrentDirectory, Repo.PathOf("src", "SqsLambda.Native"));

        string message = Assert.Throws<UsageException>(() => FunctionLocator.Find(new(), Repo.PathOf("src", "SqsLambda.Native"), TextWriter.Null)).Message;

        Assert.Equal(
            $"{Path.Combine(native, "aws-lambda-tools-defaults.json")}: this project is a native executable, which the laptop cannot load. "
            + $"Run its function as managed code: --function {Path.GetRelativePath(Environment.CurrentDirectory, Repo.PathOf("src", "SqsLambda"))}. Or publish it and run the executable: --command PATH/bootstrap.",
            message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<Project>")]
    [InlineData("<Project><ProjectReference Include=\"../A/A.csproj\" /><ProjectReference Include=\"../B/B.csproj\" /></Project>")]
    public void A_native_executable_that_is_not_made_of_one_project_is_refused_with_the_general_way(string project)
    {
        Write("Native.csproj", project);
        Write("aws-lambda-tools-defaults.json", """{"function-handler":"bootstrap","function-runtime":"provided.al2023"}""");

        Assert.EndsWith(
            "Run its function as managed code: --function with the project of the function. Or publish it and run the executable: --command PATH/bootstrap.",
            Assert.Throws<UsageException>(() => FunctionLocator.Find(new("."), _folder.FullName, TextWriter.Null)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_of_another_language_on_the_same_runtime_is_no_native_executable_of_a_project()
    {
        Write("aws-lambda-tools-defaults.json", """{"function-handler":"bootstrap","function-runtime":"provided.al2023"}""");

        Assert.EndsWith(
            "A function in another language needs --command or --runtime-api.",
            Assert.Throws<UsageException>(() => FunctionLocator.Find(new("."), _folder.FullName, TextWriter.Null)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", "--function is 'none': there is no such file or folder.")]
    [InlineData("empty", "--function is 'empty': allowed is a project file or folder, a published folder, or an aws-lambda-tools-defaults.json.")]
    public void A_path_that_is_no_function_is_refused(string path, string reason)
    {
        _folder.CreateSubdirectory("empty");

        Assert.Equal(reason, Assert.Throws<UsageException>(() => FunctionLocator.Find(new(path), _folder.FullName, TextWriter.Null)).Message);
    }

    [Theory]
    [InlineData("""{"table":{}}""", "laptop.json, line 1: there is no setting 'table': allowed here are tables, variables, queue.")]
    [InlineData("{\"tables\":{\n\"1\":\"id\"}}", "laptop.json, line 2: '1' is no environment variable: allowed is a name of letters, digits and '_' that begins with a letter and has 2 characters or more.")]
    [InlineData("{\"tables\":{\n\"TABLE\":[]}}", "laptop.json, line 2: tables.TABLE is an array: allowed is text.")]
    [InlineData("[]", "laptop.json, line 1: the file is an array: allowed is an object.")]
    public void A_laptop_file_that_is_wrong_is_told_with_its_line(string content, string reason)
    {
        Write("laptop.json", content);

        Assert.EndsWith(reason, Assert.Throws<UsageException>(() => LaptopFile.Find(_folder.FullName)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void WriteProject(string defaults)
    {
        Write("Function.csproj", "");
        Write("aws-lambda-tools-defaults.json", defaults);
        Write("bin/Debug/net10.0/A.dll", "");
        Write("bin/Debug/net10.0/A.deps.json", "{}");
        Write("bin/Debug/net10.0/A.runtimeconfig.json", "{}");
    }

    private string PathOf(string path) => Path.Combine([_folder.FullName, .. path.Split('/')]);

    private void Write(string path, string text)
    {
        string file = PathOf(path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
