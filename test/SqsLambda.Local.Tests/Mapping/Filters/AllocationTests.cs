using SqsLambda.Local.Mapping.Filters;
using static SqsLambda.Local.Tests.Mapping.Filters.FilterText;

namespace SqsLambda.Local.Tests.Mapping.Filters;

/// <summary>What a match costs beyond reading the body once.</summary>
public sealed class AllocationTests
{
    private static readonly string[] Lists =
    [
        """["a", 1, null, "x"]""",
        """[{"prefix": "b"}, {"suffix": {"equals-ignore-case": "X"}}]""",
        """[{"wildcard": "*x*y*"}, {"anything-but": ["a", "b"]}]""",
        """[{"numeric": [">", 0]}, {"exists": false}, {"exists": true}]""",
        """[{"cidr": "10.0.0.0/8"}, {"equals-ignore-case": "x"}]""",
    ];

    [Fact]
    public void Fields_and_patterns_allocate_nothing_more()
    {
        string[] names = [.. Enumerable.Range(0, 50).Select(static i => $"field{i}")];
        string body = $"[{{{string.Join(", ", names.Select(static name => $"\"{name}\": [{{}}, \"\\u0078\"]"))}}}]";
        string one = Pattern(Object(names[0], Lists[0]));
        string all = Pattern($"{{{string.Join(", ", names.Select(static (name, i) => $"\"{name}\": {Lists[i % Lists.Length]}"))}}}");

        Assert.Equal(AllocatedBytes([one], body), AllocatedBytes([Pattern(Object("missing", Lists[0])), all], body));
    }

    private static long AllocatedBytes(string[] patterns, string body)
    {
        FilterCriteria criteria = FilterCriteria.Parse(patterns);
        return Enumerable.Range(0, 20).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.True(criteria.Matches(body));
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }
}
