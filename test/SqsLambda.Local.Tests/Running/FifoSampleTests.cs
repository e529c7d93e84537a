using Microsoft.Extensions.Time.Testing;
using SqsLambda.Local.Projects;
using SqsLambda.Local.Reporting;
using SqsLambda.Local.Running;
using SqsLambda.Local.Sending;
using SqsLambda.Local.Tests.CommandLine;
using SqsLambda.Local.Tests.Mapping;

namespace SqsLambda.Local.Tests.Running;

public sealed class FifoSampleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Theory]
    [InlineData("""{"queue":{"fifo":true}}""", true)]
    [InlineData("""{"queue":{"fifo":false}}""", false)]
    [InlineData("""{"queue":{}}""", false)]
    [InlineData("{}", false)]
    public void The_laptop_file_chooses_the_kind_of_the_queue(string laptop, bool isFifo)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "laptop.json"), laptop);
        FunctionDescription function = new TestFunctions(new FakeTimeProvider()).Find(new(), TextWriter.Null) with { Laptop = LaptopFile.Find(_folder.FullName) };

        Assert.Equal(isFifo, new RunPlan(new(), function).Queue.Fifo);
        Assert.True(new RunPlan(new() { Fifo = true }, function).Queue.Fifo);
    }

    [Fact]
    public void The_laptop_file_tells_the_function_where_the_dead_letter_queue_is()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "laptop.json"), """{"queue":{"deadLetterAtOnce":true}}""");

        Assert.True(LaptopFile.Find(_folder.FullName).DeadLetterAtOnce);
        Assert.False(LaptopFile.Empty.DeadLetterAtOnce);
    }

    /// <summary>One that keeps failing must not hold up the others.</summary>
    [Fact]
    public async Task Different_samples_are_in_different_message_groups_and_equal_ones_in_one()
    {
        var queue = new FakeRunQueue(new FakeQueue(isFifo: true));
        await using var report = new RunReport(new PlainScreen(TextWriter.Null, TextWriter.Null), isTracing: false, showsLog: false, new FakeTimeProvider());
        string samples = Path.Combine(_folder.FullName, "samples.jsonl");
        await File.WriteAllTextAsync(samples, "a\nb\na\n");

        using MessageLines own = MessageLines.Open(samples), lines = MessageLines.Of(SampleMessages.Open(samples));
        await lines.SendAsync(queue, report, CancellationToken.None);
        Assert.Equal([("a", "local-1"), ("b", "local-2"), ("a", "local-1")], queue.Sent);

        queue.Sent.Clear();
        await own.SendAsync(queue, report, CancellationToken.None);
        Assert.Equal([("a", "local"), ("b", "local"), ("a", "local")], queue.Sent);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
