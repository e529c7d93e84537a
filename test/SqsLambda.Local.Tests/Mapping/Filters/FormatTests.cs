using SqsLambda.Local.Mapping.Filters;
using static SqsLambda.Local.Tests.Mapping.Filters.FilterText;

namespace SqsLambda.Local.Tests.Mapping.Filters;

/// <summary>The table of body formats and pattern formats, and what counts as which.</summary>
public sealed class FormatTests
{
    private const string Plain = """{"body": ["hello"]}""";
    private const string Json = """{"body": {"f": ["hello"]}}""";

    [Theory]
    [InlineData(Plain, "hello", true)]
    [InlineData(Plain, "bye", false)]
    [InlineData(Json, "hello", false)]
    [InlineData(Plain, """{"f": "hello"}""", false)]
    [InlineData(Plain, """["hello"]""", false)]
    [InlineData(Json, """{"f": "hello"}""", true)]
    [InlineData(Json, """{"f": "bye"}""", false)]
    [InlineData(Json, " \r\n\t{\"f\": \"hello\"} ", true)]
    [InlineData("""{"body": {"f": [{"exists": false}]}}""", "hello", false)]
    [InlineData("""{"body": [{"exists": false}]}""", """{"f": 1}""", false)]
    [InlineData("""{"body": [{"exists": true}]}""", """{"f": 1}""", false)]
    public void A_body_matches_only_a_pattern_of_its_own_format(string pattern, string body, bool matches) =>
        Assert.Equal(matches, FilterCriteria.Parse([pattern]).Matches(body));

    [Theory]
    [InlineData("""["300"]""", "300", true)]
    [InlineData("[300]", "300", false)]
    [InlineData("""["true"]""", "true", true)]
    [InlineData("""["null"]""", "null", true)]
    [InlineData("""["\"hello\""]""", "\"hello\"", true)]
    [InlineData("""["hello"]""", "\"hello\"", false)]
    [InlineData("""[{"prefix": "{"}]""", """{"f": 1""", true)]
    [InlineData("""[{"prefix": "{"}]""", """{"f": 1,}""", true)]
    [InlineData("""[{"prefix": "["}]""", "[INFO] started", true)]
    [InlineData("""[{"prefix": "{"}]""", """{"\ud800": 1}""", false)]
    [InlineData("""[{"prefix": "{"}]""", """{"f": "\udc00\ud800"}""", false)]
    [InlineData("""[{"prefix": "{"}]""", """{"f": "\ud83d\ude00"}""", false)]
    [InlineData("""[{"prefix": "{"}]""", """{"f": "\\ud800"}""", false)]
    [InlineData("""[{"numeric": ["=", 300]}]""", "300", false)]
    [InlineData("""[{"cidr": "10.0.0.0/8"}]""", "10.1.2.3", true)]
    [InlineData("""[{"anything-but": "hello"}]""", "bye", true)]
    [InlineData("""[{"exists": true}]""", "", true)]
    [InlineData("""[{"exists": false}]""", "", false)]
    [InlineData("""[""]""", "", true)]
    public void What_is_no_valid_JSON_object_or_array_is_plain_text(string list, string body, bool matches) =>
        Assert.Equal(matches, FilterCriteria.Parse([Pattern(list)]).Matches(body));

    /// <summary>Half of a surrogate pair: JSON can write it (RFC 8259, section 8.2).</summary>
    [Theory]
    [InlineData("""{"sku": ["TEA"]}""", """{"sku": "TEA", "note": "\ud83d"}""", true)]
    [InlineData("""{"sku": ["TEA"]}""", """{"sku": "CUP", "note": "\ud83d"}""", false)]
    [InlineData("""{"sku": ["TEA"]}""", """{"\ud83d": 1, "sku": "TEA"}""", true)]
    [InlineData("""{"sku": ["TEA"]}""", """{"sku": "TEA", "sk\ud83d": 1}""", true)]
    [InlineData("""{"sku": ["TEA"]}""", """{"s\u006bu": "TEA", "sk\udc00\t\"": 1}""", true)]
    [InlineData("""{"sku": ["TEA"]}""", """{"sku": "CUP", "sku": "TEA", "sk\ud83d": 1}""", true)]
    [InlineData("""{"sku": ["TEA"]}""", """{"sku": "TEA", "sku": "CUP", "sk\ud83d": 1}""", false)]
    [InlineData("""{"sku": [{"exists": false}]}""", """{"sk\ud83d": "TEA"}""", true)]
    [InlineData("""{"note": [{"prefix": "aé\n"}]}""", """{"note": "aé\n\ud83d"}""", true)]
    [InlineData("""{"note": [{"suffix": "\"b"}]}""", """{"note": "\ud83d\"b"}""", true)]
    [InlineData("""{"note": [{"anything-but": "\ufffd"}]}""", """{"note": "\ud83d"}""", true)]
    [InlineData("""{"note": [{"wildcard": "a*b"}]}""", """{"note": "a\ud83db"}""", true)]
    [InlineData("""{"note": [{"equals-ignore-case": "ab"}]}""", """{"note": "\ud83d"}""", false)]
    [InlineData("""{"note": [{"exists": true}]}""", """{"note": "\ud83d"}""", true)]
    [InlineData("""{"a": {"b": [1]}}""", """{"a": {"\ud83d": 2, "b": 1}}""", true)]
    public void Half_a_character_in_a_body_is_a_character_like_others(string fields, string body, bool matches) =>
        Assert.Equal(matches, FilterCriteria.Parse([Pattern(fields)]).Matches(body));

    [Theory]
    [InlineData("hello")]
    [InlineData("""{"f": "hello"}""")]
    [InlineData("")]
    public void Everything_matches_where_there_is_no_pattern(string body) => Assert.True(FilterCriteria.Parse([]).Matches(body));

    [Theory]
    [InlineData("hello", true)]
    [InlineData("""{"f": "hello"}""", true)]
    [InlineData("bye", false)]
    [InlineData("""{"f": "bye"}""", false)]
    public void One_matching_pattern_is_enough(string body, bool matches) =>
        Assert.Equal(matches, FilterCriteria.Parse([Plain, Json]).Matches(body));

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public void A_body_nested_more_than_1000_deep_is_plain_text(int depth, bool isJson)
    {
        string body = new string('[', depth - 1) + """{"f": 1}""" + new string(']', depth - 1);

        Assert.Equal(isJson, FilterCriteria.Parse(["""{"body": {"f": [1]}}"""]).Matches(body));
        Assert.Equal(!isJson, FilterCriteria.Parse(["""{"body": [{"prefix": "["}]}"""]).Matches(body));
    }

    [Fact]
    public void The_last_of_two_values_of_one_name_counts()
    {
        FilterCriteria criteria = FilterCriteria.Parse(["""{"body": {"f": [1], "f": [2]}}"""]);

        Assert.True(criteria.Matches("""{"f": 1, "f": 2}"""));
        Assert.False(criteria.Matches("""{"f": 2, "f": 1}"""));
    }
}
