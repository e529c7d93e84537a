using SqsLambda.Local.Projects;
using SqsLambda.Local.Running;

namespace SqsLambda.Local.Tests.Running;

public sealed class RunPlanTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    /// <summary>As Lambda starts execution environments.</summary>
    [Theory]
    [InlineData(null, 1, 2)]
    [InlineData(10, 10, 10)]
    [InlineData(1000, 20, 1000)]
    public void A_program_has_as_many_processes_as_the_maximum_concurrency_says_or_one(int? maximumConcurrency, int processes, int pollers)
    {
        var plan = PlanOf(new() { Mapping = new() { MaximumConcurrency = maximumConcurrency } });

        Assert.Equal((processes, pollers), (plan.Processes, plan.Mapping.MaximumConcurrency));
    }

    [Theory]
    [InlineData(false, 5)]
    [InlineData(true, 3)]
    public void Only_samples_go_to_the_dead_letter_queue_early(bool hasSamples, int maxReceiveCount)
    {
        if (hasSamples)
        {
            Write("samples.jsonl", "one");
        }

        Assert.Equal(maxReceiveCount, PlanOf(new()).Queue.MaxReceiveCount);
    }

    [Theory]
    [InlineData("one/samples.jsonl", null)]
    [InlineData("samples.jsonl", "samples.jsonl")]
    public void The_samples_of_a_program_are_in_its_folder_and_not_below_it(string file, string? found)
    {
        Write(file, "one");

        Assert.Equal(found, PlanOf(new()).Function.Samples.File is { } path ? Path.GetRelativePath(_folder.FullName, path) : null);
    }

    [Theory]
    [InlineData("app.handler", null, "other")]
    [InlineData("Other::Other.Function::Handle", null, "python")]
    [InlineData("Other::Other.Function::Handle", "aws-lambda-tools-defaults.json", "other")]
    public void The_defaults_file_of_an_assembly_describes_a_program_only_if_it_is_named(string handler, string? path, string name)
    {
        Write("python/aws-lambda-tools-defaults.json", $$"""{"function-name":"other","function-handler":"{{handler}}"}""");

        FunctionDescription function = ForeignProgram.Describe("x", path, Path.Combine(_folder.FullName, "python"));

        Assert.Equal((name, name == "other"), (function.Name, function.DefaultsFile is not null));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private RunPlan PlanOf(RunOptions options) => new(options, ForeignProgram.Describe("x", null, _folder.FullName));

    private void Write(string name, string text)
    {
        string file = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
