using System.Reflection;

namespace SqsLambda.Batch.Tests;

/// <summary>The public surface changes only on purpose, and knows nothing of AWS but the event.</summary>
public sealed class PublicApiTests
{
    private static readonly Assembly Library = typeof(BatchOptions).Assembly;

    [Fact]
    public void The_public_API_is_as_recorded()
    {
        string[] actual = PublicApi.Of(Library);
        string[] recorded = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "PublicApi.txt"));
        string[] difference = [.. recorded.Except(actual).Select(static line => $"- {line}"), .. actual.Except(recorded).Select(static line => $"+ {line}")];
        if (difference.Length == 0)
        {
            Assert.Equal(actual, recorded);
            return;
        }

        string now = Path.Combine(AppContext.BaseDirectory, "PublicApi.now.txt");
        File.WriteAllLines(now, actual);
        Assert.Fail($"""
            The public API is not as recorded (- recorded, + now):
            {string.Join(Environment.NewLine, difference)}
            If that is meant: cp {now} test/SqsLambda.Batch.Tests/PublicApi.txt
            """);
    }

    [Fact]
    public void The_library_references_no_AWS_SDK() =>
        Assert.DoesNotContain(Library.GetReferencedAssemblies(), static reference => reference.Name!.StartsWith("AWSSDK", StringComparison.OrdinalIgnoreCase));
}
