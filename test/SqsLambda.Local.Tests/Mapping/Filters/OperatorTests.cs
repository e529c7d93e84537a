using SqsLambda.Local.Mapping.Filters;
using static SqsLambda.Local.Tests.Mapping.Filters.FilterText;

namespace SqsLambda.Local.Tests.Mapping.Filters;

/// <summary>What each operator makes of one scalar: the list of a field in the pattern, the value of that field in the body.</summary>
public sealed class OperatorTests
{
    [Theory]
    [InlineData("""["new"]""", "\"new\"", true)]
    [InlineData("""["new"]""", "\"New\"", false)]
    [InlineData("""["new", "old"]""", "\"old\"", true)]
    [InlineData("""["new"]""", "\"n\\u0065w\"", true)]
    [InlineData("""["n\u0065w"]""", "\"new\"", true)]
    [InlineData("""["say \"hi\""]""", "\"say \\\"hi\\\"\"", true)]
    [InlineData("""["\ud83d\ude00"]""", "\"😀\"", true)]
    [InlineData("""[""]""", "\"\"", true)]
    [InlineData("""[""]""", "\" \"", false)]
    [InlineData("""[""]""", "null", false)]
    [InlineData("[300]", "300", true)]
    [InlineData("[300]", "300.0", false)]
    [InlineData("[300]", "3.0e2", false)]
    [InlineData("[300]", "\"300\"", false)]
    [InlineData("""["300"]""", "300", false)]
    [InlineData("[true]", "true", true)]
    [InlineData("[true]", "false", false)]
    [InlineData("[true]", "\"true\"", false)]
    [InlineData("[false]", "false", true)]
    [InlineData("[null]", "null", true)]
    [InlineData("[null]", "\"\"", false)]
    [InlineData("[null]", "0", false)]
    [InlineData("""["10.0.0.1"]""", "\"10.0.0.1\"", true)]
    public void Exact_values_are_compared_character_by_character(string list, string value, bool matches) => Check(list, value, matches);

    [Theory]
    [InlineData("""[{"prefix": "or"}]""", "\"order\"", true)]
    [InlineData("""[{"prefix": "or"}]""", "\"Order\"", false)]
    [InlineData("""[{"prefix": "order"}]""", "\"or\"", false)]
    [InlineData("""[{"prefix": ""}]""", "\"any\"", true)]
    [InlineData("""[{"prefix": ""}]""", "1", false)]
    [InlineData("""[{"prefix": "1"}]""", "12", false)]
    [InlineData("""[{"prefix": {"equals-ignore-case": "OR"}}]""", "\"order\"", true)]
    [InlineData("""[{"prefix": {"equals-ignore-case": "OR"}}]""", "\"border\"", false)]
    [InlineData("""[{"suffix": ".png"}]""", "\"a.png\"", true)]
    [InlineData("""[{"suffix": ".png"}]""", "\"a.PNG\"", false)]
    [InlineData("""[{"suffix": ".png"}]""", "\"png\"", false)]
    [InlineData("""[{"suffix": {"equals-ignore-case": ".png"}}]""", "\"a.PNG\"", true)]
    [InlineData("""[{"suffix": {"equals-ignore-case": ".png"}}]""", "\"a.PNG2\"", false)]
    [InlineData("""[{"equals-ignore-case": "alice"}]""", "\"ALICE\"", true)]
    [InlineData("""[{"equals-ignore-case": "Ärger"}]""", "\"äRGER\"", true)]
    [InlineData("""[{"equals-ignore-case": "alice"}]""", "\"alice2\"", false)]
    [InlineData("""[{"equals-ignore-case": "true"}]""", "true", false)]
    [InlineData("""[{"prefix": "a"}, {"suffix": "z"}, 5]""", "5", true)]
    [InlineData("""[{"prefix": "a"}, {"suffix": "z"}, 5]""", "\"buzz\"", true)]
    [InlineData("""[{"prefix": "a"}, {"suffix": "z"}, 5]""", "\"buy\"", false)]
    public void Text_operators_accept_strings_only(string list, string value, bool matches) => Check(list, value, matches);

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("*", "any", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("abc", "abc", true)]
    [InlineData("abc", "abcd", false)]
    [InlineData("a*", "a", true)]
    [InlineData("a*", "ba", false)]
    [InlineData("*a", "bba", true)]
    [InlineData("*a", "ab", false)]
    [InlineData("a*a", "a", false)]
    [InlineData("a*a", "aa", true)]
    [InlineData("/bin/*.jar", "/bin/x/y.jar", true)]
    [InlineData("/bin/*.jar", "/bin/x.jars", false)]
    [InlineData("*b*c*", "abbcc", true)]
    [InlineData("*c*b*", "abbcc", false)]
    [InlineData("*ab*ab", "abab", true)]
    [InlineData("*ab*ab", "aab", false)]
    [InlineData("a*b*b", "ab", false)]
    [InlineData(@"2\\*3", "2*3", true)]
    [InlineData(@"2\\*3", "2x3", false)]
    [InlineData(@"*\\\\*", "c:\\\\x", true)]
    [InlineData(@"\\**", "*x", true)]
    public void Wildcards_stand_for_any_text(string wildcard, string text, bool matches) =>
        Check($"[{Object("wildcard", $"\"{wildcard}\"")}]", $"\"{text}\"", matches);

    [Theory]
    [InlineData("""{"anything-but": "new"}""", "\"old\"", true)]
    [InlineData("""{"anything-but": "new"}""", "\"new\"", false)]
    [InlineData("""{"anything-but": "new"}""", "1", true)]
    [InlineData("""{"anything-but": "new"}""", "null", true)]
    [InlineData("""{"anything-but": "null"}""", "null", true)]
    [InlineData("""{"anything-but": ["new", "old"]}""", "\"other\"", true)]
    [InlineData("""{"anything-but": ["new", "old"]}""", "\"old\"", false)]
    [InlineData("""{"anything-but": 5}""", "6", true)]
    [InlineData("""{"anything-but": 5}""", "5", false)]
    [InlineData("""{"anything-but": 5}""", "5.0", true)]
    [InlineData("""{"anything-but": [5, 6]}""", "\"5\"", true)]
    [InlineData("""{"anything-but": [5, 6]}""", "6", false)]
    [InlineData("""{"anything-but": {"prefix": "init"}}""", "\"running\"", true)]
    [InlineData("""{"anything-but": {"prefix": "init"}}""", "\"initial\"", false)]
    [InlineData("""{"anything-but": {"prefix": ["init", "err"]}}""", "\"error\"", false)]
    [InlineData("""{"anything-but": {"prefix": ["init", "err"]}}""", "7", true)]
    [InlineData("""{"anything-but": {"suffix": ".png"}}""", "\"a.gif\"", true)]
    [InlineData("""{"anything-but": {"suffix": ".png"}}""", "\"a.png\"", false)]
    [InlineData("""{"anything-but": {"suffix": [".png", ".gif"]}}""", "\"a.gif\"", false)]
    [InlineData("""{"anything-but": {"equals-ignore-case": "new"}}""", "\"NEW\"", false)]
    [InlineData("""{"anything-but": {"equals-ignore-case": ["new", "old"]}}""", "\"Old\"", false)]
    [InlineData("""{"anything-but": {"equals-ignore-case": ["new", "old"]}}""", "\"other\"", true)]
    [InlineData("""{"anything-but": {"wildcard": "*/lib/*"}}""", "\"/usr/lib/x\"", false)]
    [InlineData("""{"anything-but": {"wildcard": "*/lib/*"}}""", "\"/usr/bin/x\"", true)]
    [InlineData("""{"anything-but": {"wildcard": ["*.jar", "*.class"]}}""", "\"a.class\"", false)]
    public void Anything_but_accepts_any_scalar_that_is_not_excluded(string entry, string value, bool matches) => Check($"[{entry}]", value, matches);

    [Theory]
    [InlineData("""["=", 300]""", "3.0e2", true)]
    [InlineData("""["=", 3.018e2]""", "301.80", true)]
    [InlineData("""["=", 300]""", "300.0000001", false)]
    [InlineData("""["=", 0]""", "-0", true)]
    [InlineData("""[">", 100]""", "101", true)]
    [InlineData("""[">", 100]""", "100", false)]
    [InlineData("""[">=", 100]""", "100", true)]
    [InlineData("""["<", 100]""", "99.999999", true)]
    [InlineData("""["<", 100]""", "100", false)]
    [InlineData("""["<=", 100]""", "1e2", true)]
    [InlineData("""["<=", -5]""", "-6", true)]
    [InlineData("""[">", 0, "<=", 5]""", "0", false)]
    [InlineData("""[">", 0, "<=", 5]""", "5", true)]
    [InlineData("""[">=", 0, "<", 5]""", "0", true)]
    [InlineData("""[">=", 0, "<", 5]""", "5", false)]
    [InlineData("""[">=", -5.0e9, "<=", 5.0e9]""", "5000000000", true)]
    [InlineData("""[">", 0]""", "5000000001", false)]
    [InlineData("""[">", 0]""", "1e400", false)]
    [InlineData("""["<", 0]""", "-1e99999999999", false)]
    [InlineData("""[">", 0]""", "\"5\"", false)]
    [InlineData("""[">", 0]""", "null", false)]
    public void Numeric_compares_numbers_by_value(string range, string value, bool matches) =>
        Check($"[{Object("numeric", range)}]", value, matches);

    [Theory]
    [InlineData("10.0.0.0/24", "\"10.0.0.255\"", true)]
    [InlineData("10.0.0.0/24", "\"10.0.1.0\"", false)]
    [InlineData("10.0.0.77/24", "\"10.0.0.1\"", true)]
    [InlineData("10.1.2.128/25", "\"10.1.2.200\"", true)]
    [InlineData("10.1.2.128/25", "\"10.1.2.100\"", false)]
    [InlineData("10.0.0.0/31", "\"10.0.0.1\"", true)]
    [InlineData("10.0.0.0/31", "\"10.0.0.2\"", false)]
    [InlineData("0.0.0.0/0", "\"255.1.2.3\"", true)]
    [InlineData("0.0.0.0/0", "\"::1\"", false)]
    [InlineData("0.0.0.0/0", "\"1.2.3\"", false)]
    [InlineData("0.0.0.0/0", "\"1.2.3.4.5\"", false)]
    [InlineData("0.0.0.0/0", "\"1.2.3.256\"", false)]
    [InlineData("0.0.0.0/0", "\"0x1.2.3.4\"", false)]
    [InlineData("0.0.0.0/0", "\"localhost\"", false)]
    [InlineData("0.0.0.0/0", "1.2", false)]
    [InlineData("2001:db8::/32", "\"2001:0db8:0:0:0:0:0:1\"", true)]
    [InlineData("2001:db8::/32", "\"2001:db9::1\"", false)]
    [InlineData("::/127", "\"::1\"", true)]
    [InlineData("::/127", "\"::2\"", false)]
    [InlineData("::/0", "\"fe80::1%eth0\"", false)]
    public void Cidr_accepts_the_addresses_of_its_block(string block, string value, bool matches) =>
        Check($"[{Object("cidr", $"\"{block}\"")}]", value, matches);

    [Theory]
    [InlineData(true, """{"f": 1}""", true)]
    [InlineData(true, """{"f": null}""", true)]
    [InlineData(true, """{"f": ["a"]}""", true)]
    [InlineData(true, """{"f": []}""", false)]
    [InlineData(true, """{"f": {}}""", false)]
    [InlineData(true, """{"f": {"g": 1}}""", false)]
    [InlineData(true, """{"g": 1}""", false)]
    [InlineData(false, """{"f": 1}""", false)]
    [InlineData(false, """{"f": null}""", false)]
    [InlineData(false, """{"f": []}""", true)]
    [InlineData(false, """{"f": {"g": 1}}""", true)]
    [InlineData(false, """{"g": 1}""", true)]
    [InlineData(false, "{}", true)]
    [InlineData(false, "[]", true)]
    public void Exists_asks_for_a_scalar_at_the_end_of_the_path(bool exists, string body, bool matches) =>
        Assert.Equal(matches, FilterCriteria.Parse([Pattern(Object("f", $"[{Object("exists", exists ? "true" : "false")}]"))]).Matches(body));

    [Theory]
    [InlineData("""{"f": "a"}""", true)]
    [InlineData("""{"f": "b"}""", false)]
    [InlineData("{}", true)]
    public void Absence_may_be_one_of_several_alternatives(string body, bool matches) =>
        Assert.Equal(matches, FilterCriteria.Parse(["""{"body": {"f": ["a", {"exists": false}]}}"""]).Matches(body));

    [Fact]
    public void Long_strings_are_compared_whole()
    {
        string text = new('x', 100_000);

        Check($$"""[{"suffix": "xy"}]""", $"\"{text}y\"", matches: true);
        Check($$"""[{"suffix": "xy"}]""", $"\"{text}\"", matches: false);
        Check($$"""[{"wildcard": "x*\u00e9"}]""", $"\"{text}\\u00e9\"", matches: true);
    }

    private static void Check(string list, string value, bool matches) => Assert.Equal(
        matches,
        FilterCriteria.Parse([Pattern(Object("outer", Object("f", list)))]).Matches($$"""{"a": 1, "outer": {"f": {{value}}, "g": 2} }"""));
}
