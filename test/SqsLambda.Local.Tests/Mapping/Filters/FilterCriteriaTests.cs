using CsCheck;
using SqsLambda.Local.Mapping.Filters;

namespace SqsLambda.Local.Tests.Mapping.Filters;

public sealed class FilterCriteriaTests
{
    [Theory]
    // Exactly.
    [InlineData("""{"a":["x"]}""", """{"a":"x"}""", true)]
    [InlineData("""{"a":["x"]}""", """{"a":"X"}""", false)]
    [InlineData("""{"a":["x"]}""", """{"b":"x"}""", false)]
    [InlineData("""{"a":["x","y"]}""", """{"a":"y"}""", true)]
    [InlineData("""{"a":[""]}""", """{"a":""}""", true)]
    [InlineData("""{"a":[null]}""", """{"a":null}""", true)]
    [InlineData("""{"a":[null]}""", """{"a":"null"}""", false)]
    [InlineData("""{"a":[null]}""", """{}""", false)]
    [InlineData("""{"a":[true]}""", """{"a":true}""", true)]
    [InlineData("""{"a":[true]}""", """{"a":"true"}""", false)]
    [InlineData("""{"a":[300]}""", """{"a":300}""", true)]
    [InlineData("""{"a":[300]}""", """{"a":3.0e2}""", false)]
    [InlineData("""{"a":[300]}""", """{"a":"300"}""", false)]
    [InlineData("""{"é":["\u00e9"]}""", """{"\u00e9":"é"}""", true)]
    // Begins, ends.
    [InlineData("""{"a":[{"prefix":"ab"}]}""", """{"a":"abc"}""", true)]
    [InlineData("""{"a":[{"prefix":"ab"}]}""", """{"a":"ABC"}""", false)]
    [InlineData("""{"a":[{"prefix":{"equals-ignore-case":"ab"}}]}""", """{"a":"ABC"}""", true)]
    [InlineData("""{"a":[{"prefix":"1"}]}""", """{"a":1}""", false)]
    [InlineData("""{"a":[{"suffix":".png"}]}""", """{"a":"x.png"}""", true)]
    [InlineData("""{"a":[{"suffix":".png"}]}""", """{"a":"x.PNG"}""", false)]
    [InlineData("""{"a":[{"suffix":{"equals-ignore-case":".png"}}]}""", """{"a":"x.PNG"}""", true)]
    [InlineData("""{"a":[{"equals-ignore-case":"Alice"}]}""", """{"a":"aLICE"}""", true)]
    [InlineData("""{"a":[{"equals-ignore-case":"Alice"}]}""", """{"a":"Bob"}""", false)]
    // Anything but.
    [InlineData("""{"a":[{"anything-but":"x"}]}""", """{"a":"y"}""", true)]
    [InlineData("""{"a":[{"anything-but":"x"}]}""", """{"a":"x"}""", false)]
    [InlineData("""{"a":[{"anything-but":"x"}]}""", """{"a":1}""", true)]
    [InlineData("""{"a":[{"anything-but":"x"}]}""", """{}""", false)]
    [InlineData("""{"a":[{"anything-but":["x","y"]}]}""", """{"a":"y"}""", false)]
    [InlineData("""{"a":[{"anything-but":[1,2]}]}""", """{"a":3}""", true)]
    [InlineData("""{"a":[{"anything-but":[1,2]}]}""", """{"a":2}""", false)]
    [InlineData("""{"a":[{"anything-but":{"prefix":"in"}}]}""", """{"a":"init"}""", false)]
    [InlineData("""{"a":[{"anything-but":{"prefix":["in","out"]}}]}""", """{"a":"up"}""", true)]
    [InlineData("""{"a":[{"anything-but":{"suffix":".txt"}}]}""", """{"a":"x.txt"}""", false)]
    [InlineData("""{"a":[{"anything-but":{"equals-ignore-case":["x"]}}]}""", """{"a":"X"}""", false)]
    [InlineData("""{"a":[{"anything-but":{"wildcard":"*/lib/*"}}]}""", """{"a":"/usr/lib/x"}""", false)]
    // Numbers by value.
    [InlineData("""{"a":[{"numeric":["=",300]}]}""", """{"a":3.0e2}""", true)]
    [InlineData("""{"a":[{"numeric":["=",300]}]}""", """{"a":"300"}""", false)]
    [InlineData("""{"a":[{"numeric":[">",0,"<=",5]}]}""", """{"a":5}""", true)]
    [InlineData("""{"a":[{"numeric":[">",0,"<=",5]}]}""", """{"a":0}""", false)]
    [InlineData("""{"a":[{"numeric":[">=",0,"<",5]}]}""", """{"a":5}""", false)]
    [InlineData("""{"a":[{"numeric":["<",0]}]}""", """{"a":-0.1}""", true)]
    // There, or not.
    [InlineData("""{"a":[{"exists":true}]}""", """{"a":null}""", true)]
    [InlineData("""{"a":[{"exists":true}]}""", """{"a":{"b":1}}""", false)]
    [InlineData("""{"a":[{"exists":true}]}""", """{}""", false)]
    [InlineData("""{"a":[{"exists":false}]}""", """{"a":null}""", false)]
    [InlineData("""{"a":[{"exists":false}]}""", """{"b":1}""", true)]
    [InlineData("""{"a":{"b":[{"exists":false}]}}""", """{"c":1}""", true)]
    [InlineData("""{"a":[{"exists":false},"x"]}""", """{"a":"x"}""", true)]
    [InlineData("""{"a":[{"exists":false},"x"]}""", """{"a":"y"}""", false)]
    // Wildcards and addresses.
    [InlineData("""{"a":[{"wildcard":"dir/*.png"}]}""", """{"a":"dir/x/y.png"}""", true)]
    [InlineData("""{"a":[{"wildcard":"dir/*.png"}]}""", """{"a":"dir/x.gif"}""", false)]
    [InlineData("""{"a":[{"wildcard":"a*a"}]}""", """{"a":"a"}""", false)]
    [InlineData("""{"a":[{"wildcard":"a*b*c*d"}]}""", """{"a":"a-c-b-c-d"}""", true)]
    [InlineData("""{"a":[{"wildcard":"\\*\\\\*"}]}""", """{"a":"*\\x"}""", true)]
    [InlineData("""{"a":[{"wildcard":"none"}]}""", """{"a":"none at all"}""", false)]
    [InlineData("""{"a":[{"cidr":"10.0.0.0/24"}]}""", """{"a":"10.0.0.255"}""", true)]
    [InlineData("""{"a":[{"cidr":"10.0.0.0/24"}]}""", """{"a":"10.0.1.0"}""", false)]
    // Several members, and alternatives.
    [InlineData("""{"a":["x"],"b":{"c":["y"]}}""", """{"a":"x","b":{"c":"y"}}""", true)]
    [InlineData("""{"a":["x"],"b":{"c":["y"]}}""", """{"a":"x","b":{"c":"z"}}""", false)]
    [InlineData("""{"$or":[{"a":["x"]},{"b":["y"]}]}""", """{"a":"z","b":"y"}""", true)]
    [InlineData("""{"$or":[{"a":["x"]},{"b":["y"]}]}""", """{"a":"z","b":"z"}""", false)]
    [InlineData("""{"c":[1],"$or":[{"a":["x"]},{"b":["y"]}]}""", """{"a":"x","b":"y"}""", false)]
    [InlineData("""{"$or":["x"]}""", """{"$or":"x"}""", true)]
    // Arrays: any element, and all members in the same one.
    [InlineData("""{"a":["x"]}""", """{"a":["y","x"]}""", true)]
    [InlineData("""{"a":["x"]}""", """{"a":[["x"]]}""", true)]
    [InlineData("""{"a":["x"]}""", """{"a":[]}""", false)]
    [InlineData("""{"a":[{"exists":false}]}""", """{"a":[]}""", true)]
    [InlineData("""{"a":[{"anything-but":"x"}]}""", """{"a":["x","y"]}""", true)]
    [InlineData("""{"a":{"b":[1],"c":[2]}}""", """{"a":[{"b":1,"c":3},{"b":1,"c":2}]}""", true)]
    [InlineData("""{"a":{"b":[1],"c":[2]}}""", """{"a":[{"b":1,"c":3},{"b":4,"c":2}]}""", false)]
    [InlineData("""{"a":["x"]}""", """[{"a":"y"},{"a":"x"}]""", true)]
    public void A_body_of_JSON_matches_as_in_EventBridge(string pattern, string body, bool matches) =>
        Assert.Equal(matches, FilterCriteria.Parse([$$"""{"body":{{pattern}}}"""]).Matches(body));

    [Theory]
    [InlineData("""["plain"]""", "plain", true)]
    [InlineData("""[{"prefix":"pl"}]""", "plain", true)]
    [InlineData("""[{"anything-but":"plain"}]""", "plain", false)]
    [InlineData("""["1"]""", "1", true)]
    [InlineData("""["{}"]""", "{}", false)]
    [InlineData("""{"a":["x"]}""", "plain", false)]
    [InlineData("""{"a":["x"]}""", """{"a":"x" """, false)]
    [InlineData("""{"a":[{"exists":false}]}""", "plain", false)]
    public void A_pattern_for_JSON_never_matches_plain_text_nor_the_other_way_round(string pattern, string body, bool matches) =>
        Assert.Equal(matches, FilterCriteria.Parse([$$"""{"body":{{pattern}}}"""]).Matches(body));

    [Fact]
    public void Without_a_pattern_everything_matches() => Assert.True(FilterCriteria.Parse([]).Matches("anything"));

    [Theory]
    [InlineData("null", "it is no JSON object")]
    [InlineData("plain", "it is not JSON")]
    [InlineData("[]", "it is no JSON object")]
    [InlineData("{}", "it has no key \"body\"")]
    [InlineData("""{"eventSource":"aws:sqs"}""", "it has the key \"eventSource\", and for SQS only \"body\" is allowed")]
    [InlineData("""{"body":"x"}""", "body is neither an object nor an array of values")]
    [InlineData("""{"body":[]}""", "body is empty")]
    [InlineData("""{"body":{}}""", "body is empty")]
    [InlineData("""{"body":{"a":{"b":1}}}""", "body.a.b is neither an object nor an array of values")]
    [InlineData("""{"body":{"a":[["x"]]}}""", "body.a has an array in its array")]
    [InlineData("""{"body":{"a":[{}]}}""", "body.a has a test that is not one operator")]
    [InlineData("""{"body":{"a":[{"like":"x"}]}}""", "like of body.a is no operator: allowed are prefix, suffix, equals-ignore-case, anything-but, numeric, exists, wildcard and cidr")]
    [InlineData("""{"body":{"a":[{"prefix":1}]}}""", "prefix of body.a is no string")]
    [InlineData("""{"body":{"a":[{"exists":"yes"}]}}""", "exists of body.a is neither true nor false")]
    [InlineData("""{"body":{"a":[{"anything-but":[]}]}}""", "anything-but of body.a is empty")]
    [InlineData("""{"body":{"a":[{"anything-but":[null]}]}}""", "anything-but of body.a has a value that is neither a string nor a number")]
    [InlineData("""{"body":{"a":[{"numeric":[">"]}]}}""", "numeric of body.a ends without a number")]
    [InlineData("""{"body":{"a":[{"numeric":["!",1]}]}}""", "numeric of body.a has \"!\" where =, <, <=, > or >= is allowed")]
    [InlineData("""{"body":{"a":[{"numeric":[">",6e9]}]}}""", "numeric of body.a has 6e9 where a number from -5000000000 to 5000000000 is allowed")]
    [InlineData("""{"body":{"a":[{"numeric":[]}]}}""", "numeric of body.a is neither one comparison, such as [\">\", 0], nor a range, such as [\">\", 0, \"<=\", 5]")]
    [InlineData("""{"body":{"a":[{"numeric":[">",5,"<",1]}]}}""", "numeric of body.a is neither one comparison, such as [\">\", 0], nor a range, such as [\">\", 0, \"<=\", 5]")]
    [InlineData("""{"body":{"a":[{"wildcard":"a**b"}]}}""", "wildcard of body.a has two wildcards in a row")]
    [InlineData("""{"body":{"a":[{"wildcard":"a\\b"}]}}""", "wildcard of body.a has a backslash that is in front of neither * nor another one")]
    [InlineData("""{"body":{"a":[{"cidr":"10.0.0.0/33"}]}}""", "cidr of body.a is no address block, such as 10.0.0.0/24")]
    public void A_pattern_that_Lambda_refuses_is_refused_with_its_reason(string pattern, string reason) =>
        Assert.Equal(
            $"Invalid filter pattern definition. '{pattern}': {reason}.",
            Assert.Throws<InvalidFilterPatternException>(() => FilterCriteria.Parse([pattern])).Message);

    [Fact]
    public void A_pattern_has_at_most_4096_characters()
    {
        const string Frame = """{"body":[""]}""";
        FilterCriteria.Parse([Frame.Insert(10, new('x', 4_096 - Frame.Length))]);

        Assert.EndsWith(
            "it has 4097 characters, allowed are up to 4096.",
            Assert.Throws<InvalidFilterPatternException>(() => FilterCriteria.Parse([Frame.Insert(10, new('x', 4_097 - Frame.Length))])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_at_most_five_filters()
    {
        string[] six = [.. Enumerable.Repeat("""{"body":["x"]}""", 6)];

        Assert.True(FilterCriteria.Parse(six[..5]).Matches("x"));
        Assert.Equal(
            "There are 6 filters: allowed are up to 5.", Assert.Throws<InvalidFilterPatternException>(() => FilterCriteria.Parse(six)).Message);
    }

    [Fact]
    public void Filters_are_ORed_and_so_is_or() => Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3]).Sample((a, b, x, y) =>
    {
        string one = $$"""{"a":[{{a}}]}""", other = $$"""{"b":[{{b}}]}""", body = $$"""{"a":{{x}},"b":{{y}}}""";
        bool either = a == x || b == y;

        Assert.Equal(either, FilterCriteria.Parse([$$"""{"body":{{one}}}""", $$"""{"body":{{other}}}"""]).Matches(body));
        Assert.Equal(either, FilterCriteria.Parse([$$$"""{"body":{"$or":[{{{one}}},{{{other}}}]}}"""]).Matches(body));
    });

    [Fact]
    public void No_body_makes_it_throw()
    {
        FilterCriteria criteria = FilterCriteria.Parse(
            ["""{"body":{"a":[{"prefix":"x"},{"numeric":[">",0]},{"exists":false}]}}""", """{"body":[{"wildcard":"*x*"}]}"""]);
        Gen<string> text = Gen.OneOf(
            Gen.String,
            Gen.String[Gen.Char["{}[]\":,a1xu\\ "], 0, 40],
            Gen.Const("{\"a\":\"\\ud800\"}"),
            Gen.Const("{\"\\ud800\":1}"),
            Gen.Const("{\"a\":1e999}"),
            Gen.Const(new string('[', 1_000)),
            Gen.Const("{\ud800"));

        text.Sample(body =>
        {
            criteria.Matches(body);
        });
    }
}
