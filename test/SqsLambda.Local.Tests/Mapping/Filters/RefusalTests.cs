using SqsLambda.Local.Mapping.Filters;
using static SqsLambda.Local.Tests.Mapping.Filters.FilterText;

namespace SqsLambda.Local.Tests.Mapping.Filters;

/// <summary>Patterns that Lambda refuses, each with the line that says why.</summary>
public sealed class RefusalTests
{
    private const string NotAnObject = "it is not a JSON object such as {\"body\": {\"status\": [\"new\"]}}";

    private const string Entries =
        "an entry is a string, a number, true, false, null or an object with one of the operators anything-but, cidr, equals-ignore-case, exists, numeric, prefix, suffix, wildcard";

    private const string AnythingBut =
        "\"anything-but\" takes a string, a number, an array of either, or an object with one of equals-ignore-case, prefix, suffix, wildcard and a string or an array of strings; no array may be empty or mixed, no prefix or suffix empty";

    private const string Numeric =
        "\"numeric\" takes an operator and a number, as in [\"=\", 5], or a lower and then a higher bound, as in [\">\", 0, \"<=\", 5]; numbers are -5.0e9 to 5.0e9";

    private const string Cidr = "\"cidr\" takes a block such as \"10.0.0.0/24\"; the mask has 0 to 31 bits for IPv4, 0 to 127 for IPv6";

    private const string Wildcard = "\"wildcard\" takes a string without \"**\", in which a backslash stands only before an asterisk or a backslash";

    [Theory]
    [InlineData("null", NotAnObject)]
    [InlineData("simple string", "it is not valid JSON")]
    [InlineData("\"simple string\"", NotAnObject)]
    [InlineData("[]", NotAnObject)]
    [InlineData("", "it is not valid JSON")]
    [InlineData("""{"body": ["a"]""", "it is not valid JSON")]
    [InlineData("""{"body": ["\ud800"]}""", "it is not valid JSON")]
    [InlineData("{}", "the pattern is an empty object, at least one key is required")]
    [InlineData("""{"eventSource":"aws:sqs"}""", "the key \"eventSource\" cannot be filtered on, for SQS only \"body\" can")]
    [InlineData("""{"eventSource":[]}""", "the key \"eventSource\" cannot be filtered on, for SQS only \"body\" can")]
    [InlineData("""{"body":["a"],"Body":["a"]}""", "the key \"Body\" cannot be filtered on, for SQS only \"body\" can")]
    [InlineData("""{"a\nb":["a"]}""", "the key \"a\\nb\" cannot be filtered on, for SQS only \"body\" can")]
    [InlineData("""{"body":"plain"}""", "body is neither an array nor an object")]
    [InlineData("""{"body":null}""", "body is neither an array nor an object")]
    [InlineData("""{"body":{}}""", "body is an empty object, at least one key is required")]
    [InlineData("""{"body":{"a":{"b":5}}}""", "body.a.b is neither an array nor an object")]
    [InlineData("""{"body":{"a":{}}}""", "body.a is an empty object, at least one key is required")]
    public void A_pattern_is_an_object_about_the_body(string pattern, string reason) => Check(pattern, reason);

    [Theory]
    [InlineData("[]", "the array is empty; " + Entries)]
    [InlineData("[[1]]", "an entry is an array; " + Entries)]
    [InlineData("[{}]", Entries)]
    [InlineData("""[{"prefix":"a","suffix":"b"}]""", Entries)]
    [InlineData("""[{"like":"a"}]""", "\"like\" is no operator; " + Entries)]
    [InlineData("""[{"exists":"yes"}]""", "\"exists\" takes true or false")]
    [InlineData("""[{"prefix":5}]""", "\"prefix\" takes a string")]
    [InlineData("""[{"prefix":["a"]}]""", "\"prefix\" takes a string")]
    [InlineData("""[{"prefix":{}}]""", "\"prefix\" takes a string or an object with \"equals-ignore-case\" and a string")]
    [InlineData("""[{"suffix":{"prefix":"a"}}]""", "\"suffix\" takes a string or an object with \"equals-ignore-case\" and a string")]
    [InlineData("""[{"suffix":{"equals-ignore-case":1}}]""", "\"equals-ignore-case\" takes a string")]
    [InlineData("""[{"equals-ignore-case":["a"]}]""", "\"equals-ignore-case\" takes a string")]
    [InlineData("""[{"wildcard":5}]""", "\"wildcard\" takes a string")]
    [InlineData("""[{"wildcard":"a**b"}]""", Wildcard)]
    [InlineData("""[{"wildcard":"a\\b"}]""", Wildcard)]
    [InlineData("""[{"wildcard":"a\\"}]""", Wildcard)]
    [InlineData("""[{"anything-but":[]}]""", AnythingBut)]
    [InlineData("""[{"anything-but":["a",1]}]""", AnythingBut)]
    [InlineData("""[{"anything-but":true}]""", AnythingBut)]
    [InlineData("""[{"anything-but":null}]""", AnythingBut)]
    [InlineData("""[{"anything-but":[["a"]]}]""", AnythingBut)]
    [InlineData("""[{"anything-but":{}}]""", AnythingBut)]
    [InlineData("""[{"anything-but":{"prefix":""}}]""", AnythingBut)]
    [InlineData("""[{"anything-but":{"suffix":[]}}]""", AnythingBut)]
    [InlineData("""[{"anything-but":{"prefix":1}}]""", AnythingBut)]
    [InlineData("""[{"anything-but":{"numeric":["=",1]}}]""", AnythingBut)]
    [InlineData("""[{"anything-but":{"cidr":"10.0.0.0/8"}}]""", AnythingBut)]
    [InlineData("""[{"anything-but":{"wildcard":["a","**"]}}]""", Wildcard)]
    [InlineData("""[{"numeric":5}]""", Numeric)]
    [InlineData("""[{"numeric":[]}]""", Numeric)]
    [InlineData("""[{"numeric":["="]}]""", Numeric)]
    [InlineData("""[{"numeric":["=","5"]}]""", Numeric)]
    [InlineData("""[{"numeric":["!=",5]}]""", Numeric)]
    [InlineData("""[{"numeric":[5,"="]}]""", Numeric)]
    [InlineData("""[{"numeric":["<",5,">",0]}]""", Numeric)]
    [InlineData("""[{"numeric":[">",5,"<",5]}]""", Numeric)]
    [InlineData("""[{"numeric":[">",0,"<",5,"=",1]}]""", Numeric)]
    [InlineData("""[{"numeric":["<",5000000001]}]""", Numeric)]
    [InlineData("""[{"cidr":5}]""", "\"cidr\" takes a string")]
    [InlineData("""[{"cidr":"10.0.0.0"}]""", Cidr)]
    [InlineData("""[{"cidr":"10.0.0.0/32"}]""", Cidr)]
    [InlineData("""[{"cidr":"10.0.0.0/-1"}]""", Cidr)]
    [InlineData("""[{"cidr":"10.0.0.0/8/8"}]""", Cidr)]
    [InlineData("""[{"cidr":"10.0.0/8"}]""", Cidr)]
    [InlineData("""[{"cidr":"::/128"}]""", Cidr)]
    [InlineData("""[{"cidr":"host/8"}]""", Cidr)]
    public void An_entry_of_a_list_is_a_value_or_an_operator(string list, string reason)
    {
        Check(Pattern(Object("f", list)), $"body.f: {reason}");
        Check(Pattern(list), $"body: {reason}");
    }

    [Theory]
    [InlineData("""{"$or":5}""", "body: \"$or\" takes an array of at least two objects")]
    [InlineData("""{"$or":{"a":[1]}}""", "body: \"$or\" takes an array of at least two objects")]
    [InlineData("""{"x":{"$or":[{"a":[1]}]}}""", "body.x: \"$or\" takes an array of at least two objects")]
    [InlineData("""{"$or":[{"a":[1]},5]}""", "body: \"$or\" takes an array of objects only")]
    [InlineData("""{"$or":[{"a":[1]},{}]}""", "body is an empty object, at least one key is required")]
    [InlineData("""{"$or":[{"a":[1]},{"prefix":["b"]}]}""", "body: \"prefix\" is the name of an operator, which cannot be the name of a field inside \"$or\"")]
    public void Or_takes_two_objects_or_more(string value, string reason) => Check(Pattern(value), reason);

    [Fact]
    public void Or_beside_the_body_takes_objects_about_the_body() =>
        Check("""{"$or":[{"body":["a"]},{"messageId":["b"]}]}""", "the key \"messageId\" cannot be filtered on, for SQS only \"body\" can");

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void Or_makes_at_most_1000_combinations(int count, bool isAllowed)
    {
        const string Or = """{"$or": [{"a": [1]}, {"b": [1]}]}""";
        string pattern = Pattern($"{{{string.Join(", ", Enumerable.Range(0, count).Select(static i => $"\"f{i}\": {Or}"))}}}");

        if (isAllowed)
        {
            Assert.False(FilterCriteria.Parse([pattern]).Matches("{}"));
        }
        else
        {
            Check(pattern, "\"$or\" makes more than 1000 combinations, at most as many are allowed");
        }
    }

    [Fact]
    public void A_pattern_has_at_most_4096_characters()
    {
        string OfLength(int length) => Pattern($"[\"{new string('x', length - Pattern("[\"\"]").Length)}\"]");

        Assert.True(FilterCriteria.Parse([OfLength(4_096)]).Matches(new string('x', 4_082)));
        Check(OfLength(4_097), "it has 4097 characters, at most 4096 are allowed");
    }

    [Fact]
    public void A_mapping_has_at_most_five_patterns()
    {
        string[] patterns = [.. Enumerable.Repeat("""{"body":["a"]}""", 6)];

        Assert.True(FilterCriteria.Parse(patterns[..5]).Matches("a"));
        Assert.Equal(
            "Invalid filter pattern definition. 6 patterns are given, at most 5 are allowed.",
            Assert.Throws<InvalidFilterPatternException>(() => FilterCriteria.Parse(patterns)).Message);
    }

    private static void Check(string pattern, string reason) => Assert.Equal(
        $"Invalid filter pattern definition. Pattern 2: {reason}.",
        Assert.Throws<InvalidFilterPatternException>(() => FilterCriteria.Parse(["""{"body":["a"]}""", pattern])).Message);
}
