using SqsLambda.Local.Mapping.Filters;
using static SqsLambda.Local.Tests.Mapping.Filters.FilterText;

namespace SqsLambda.Local.Tests.Mapping.Filters;

/// <summary>Several fields, the arrays on the way to them, and <c>$or</c>.</summary>
public sealed class FieldTests
{
    private const string People = """{"people": [{"first": "Anna", "last": "Smith"}, {"first": "Peter", "last": "Jones"}]}""";

    [Theory]
    [InlineData("""{"a": [1], "b": [2]}""", """{"a": 1, "b": 2, "c": 3}""", true)]
    [InlineData("""{"a": [1], "b": [2]}""", """{"a": 1, "b": 3}""", false)]
    [InlineData("""{"a": [1], "b": [2]}""", """{"a": 1}""", false)]
    [InlineData("""{"a": {"b": [1]}, "a": {"c": [2]}}""", """{"a": {"b": 1, "c": 2}}""", true)]
    [InlineData("""{"a": {"b": [1]}, "a": {"c": [2]}}""", """{"a": {"b": 3, "c": 2}}""", false)]
    [InlineData("""{"a": {"b": [1]}}""", """{"a": 1}""", false)]
    [InlineData("""{"a": [1]}""", """{"a": {"a": 1}}""", false)]
    [InlineData("""{"a": [{"anything-but": "x"}]}""", """{"b": 1}""", false)]
    [InlineData("""{"a.b": [1]}""", """{"a.b": 1}""", true)]
    [InlineData("""{"a.b": [1]}""", """{"a": {"b": 1}}""", false)]
    [InlineData("""{"": [1]}""", """{"": 1}""", true)]
    [InlineData("""{"ä": [1]}""", "{\"\\u00e4\": 1}", true)]
    [InlineData("""{"a-b": [1], "a": {"x": [2]}, "a0": [3]}""", """{"a0": 3, "a": {"x": 2}, "a-b": 1}""", true)]
    public void Every_field_has_to_match(string pattern, string body, bool matches) => Check(pattern, body, matches);

    [Theory]
    [InlineData("""{"f": ["a"]}""", """{"f": ["b", "a"]}""", true)]
    [InlineData("""{"f": ["a", "b"]}""", """{"f": ["c", "b"]}""", true)]
    [InlineData("""{"f": ["a"]}""", """{"f": ["b", "c"]}""", false)]
    [InlineData("""{"f": ["a"]}""", """{"f": []}""", false)]
    [InlineData("""{"f": ["a"]}""", """{"f": [["b"], ["c", ["a"]]]}""", true)]
    [InlineData("""{"f": [{"anything-but": "a"}]}""", """{"f": ["a", "b"]}""", true)]
    [InlineData("""{"f": [{"anything-but": "a"}]}""", """{"f": ["a", "a"]}""", false)]
    [InlineData("""{"f": [{"anything-but": "a"}]}""", """{"f": []}""", false)]
    [InlineData("""{"f": ["a"], "g": ["b"]}""", """{"f": ["x", "a"], "g": ["b", "y"]}""", true)]
    [InlineData("""{"f": [1]}""", """[{"f": 2}, {"f": 1}]""", true)]
    [InlineData("""{"f": [1]}""", """[1]""", false)]
    public void Any_element_of_an_array_may_match(string pattern, string body, bool matches) => Check(pattern, body, matches);

    [Theory]
    [InlineData("""{"people": {"first": ["Anna"]}}""", People, true)]
    [InlineData("""{"people": {"first": ["Anna"], "last": ["Smith"]}}""", People, true)]
    [InlineData("""{"people": {"first": ["Peter"], "last": ["Jones"]}}""", People, true)]
    [InlineData("""{"people": {"first": ["Anna"], "last": ["Jones"]}}""", People, false)]
    [InlineData("""{"a": {"x": [1], "y": [2]}}""", """{"a": [[{"x": 1}, {"y": 2}], [{"x": 1, "y": 2}]]}""", true)]
    [InlineData("""{"a": {"x": [1], "y": [2]}}""", """{"a": [[{"x": 1}, {"y": 2}], [{"y": 2}]]}""", false)]
    [InlineData("""{"a": {"x": [1], "b": {"y": [2]}}}""", """{"a": [{"x": 1, "b": [{"y": 3}]}, {"x": 1, "b": [{"y": 3}, {"y": 2}]}]}""", true)]
    [InlineData("""{"a": {"x": [1], "b": {"y": [2]}}}""", """{"a": [{"x": 1, "b": [{"y": 3}]}, {"x": 0, "b": [{"y": 2}]}]}""", false)]
    [InlineData("""{"a": {"b": {"y": [2], "z": [3]}}}""", """{"a": [{"b": [{"y": 2}, {"z": 3}]}, {"b": {"y": 2, "z": 3}}]}""", true)]
    [InlineData("""{"a": {"x": [1]}, "b": {"y": [2]}}""", """{"a": [{"x": 0}, {"x": 1}], "b": [{"y": 2}, {"y": 0}]}""", true)]
    [InlineData("""{"f": [1], "g": [2]}""", """[{"f": 1}, {"g": 2}]""", false)]
    [InlineData("""{"a": {"x": [1]}, "a": [5]}""", """{"a": [5, {"x": 1}]}""", true)]
    public void Fields_of_one_array_come_from_one_element(string pattern, string body, bool matches) => Check(pattern, body, matches);

    [Theory]
    [InlineData("""{"a": {"z": [{"exists": false}]}}""", "{}", true)]
    [InlineData("""{"a": {"b": {"z": [{"exists": false}]}}}""", """{"a": 5}""", true)]
    [InlineData("""{"a": {"z": [{"exists": false}]}}""", """{"a": [{"z": 1}, {"y": 1}]}""", false)]
    [InlineData("""{"a": {"z": [{"exists": false}]}}""", """{"a": [{"x": 1}, {"y": 1}]}""", true)]
    [InlineData("""{"a": {"x": [1], "z": [{"exists": false}]}}""", """{"a": [{"x": 1, "z": 1}, {"x": 1}]}""", true)]
    [InlineData("""{"a": {"x": [1], "z": [{"exists": false}]}}""", """{"a": [{"x": 1, "z": 1}, {"x": 2}]}""", false)]
    [InlineData("""{"a": {"x": [1], "z": [{"exists": false}]}}""", """{"a": [{"x": 1}, {"z": 1}]}""", true)]
    [InlineData("""{"a": {"b": [{"exists": false}], "x": [1]}}""", """{"a": [{"x": 1}, {"b": 1}]}""", false)]
    [InlineData("""{"a": {"b": [{"exists": false}], "x": [1]}}""", """{"a": [{"x": 2}, {"x": 1}]}""", true)]
    [InlineData("""{"a": {"b": [{"exists": false}], "c": [{"exists": false}]}, "d": [1]}""", """{"d": 1, "a": {"e": 1}}""", true)]
    [InlineData("""{"a": {"b": [{"exists": false}], "c": [{"exists": false}]}}""", """{"a": {"c": 1}}""", false)]
    public void An_absent_field_is_absent_from_the_settled_elements_or_from_all(string pattern, string body, bool matches) =>
        Check(pattern, body, matches);

    [Theory]
    [InlineData("""{"a": [1], "$or": [{"b": [2]}, {"c": [3]}]}""", """{"a": 1, "b": 2}""", true)]
    [InlineData("""{"a": [1], "$or": [{"b": [2]}, {"c": [3]}]}""", """{"a": 1, "c": 3}""", true)]
    [InlineData("""{"a": [1], "$or": [{"b": [2]}, {"c": [3]}]}""", """{"a": 1, "b": 3}""", false)]
    [InlineData("""{"a": [1], "$or": [{"b": [2]}, {"c": [3]}]}""", """{"a": 2, "b": 2}""", false)]
    [InlineData("""{"$or": [{"b": [2], "c": [3]}, {"d": [4]}]}""", """{"b": 2}""", false)]
    [InlineData("""{"$or": [{"b": [2], "$or": [{"c": [3]}, {"e": [5]}]}, {"d": [4]}]}""", """{"b": 2, "e": 5}""", true)]
    [InlineData("""{"x": {"$or": [{"b": [2]}, {"c": [3]}]}, "$or": [{"d": [4]}, {"e": [5]}]}""", """{"x": {"c": 3}, "e": 5}""", true)]
    [InlineData("""{"x": {"$or": [{"b": [2]}, {"c": [3]}]}, "$or": [{"d": [4]}, {"e": [5]}]}""", """{"x": {"c": 3}}""", false)]
    [InlineData("""{"$or": [{"a": {"x": [1]}}, {"a": {"y": [2]}}]}""", """{"a": [{"x": 0}, {"y": 2}]}""", true)]
    public void Or_asks_for_one_of_its_objects(string pattern, string body, bool matches) => Check(pattern, body, matches);

    [Theory]
    [InlineData("hello", true)]
    [InlineData("""{"f": 1}""", true)]
    [InlineData("bye", false)]
    public void Or_may_stand_beside_the_body(string body, bool matches) =>
        Assert.Equal(matches, FilterCriteria.Parse(["""{"$or": [{"body": ["hello"]}, {"body": {"f": [1]}}]}"""]).Matches(body));

    [Fact]
    public void Deeply_nested_fields_are_found()
    {
        const int Depth = 500;
        string Nest(string end) => string.Concat(Enumerable.Repeat("{\"a\":", Depth)) + end + new string('}', Depth);

        Check(Nest("[1]"), Nest("1"), matches: true);
        Check(Nest("[1]"), Nest("2"), matches: false);
    }

    private static void Check(string pattern, string body, bool matches) =>
        Assert.Equal(matches, FilterCriteria.Parse([Pattern(pattern)]).Matches(body));
}
