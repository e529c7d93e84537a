using CsCheck;
using SqsLambda.Local.Mapping.Filters;
using static SqsLambda.Local.Tests.Mapping.Filters.FilterText;

namespace SqsLambda.Local.Tests.Mapping.Filters;

/// <summary>Laws that hold for any pattern and any body.</summary>
/// <remarks>Every run tries the same cases. A failure names the seed of its case; <c>CsCheck_Seed</c> repeats it alone.</remarks>
public sealed class FilterPropertyTests
{
    private const int Cases = 1_000;
    private const ulong Seed = 20_260_101;

    private static readonly Gen<string> Scalars = OneOf(
        "\"\"", "\"a\"", "\"A\"", "\"ab\"", "\"*\"", "\"1\"", "\"10.0.0.1\"", "1", "1.0", "-7", "1e3", "1e400", "true", "false", "null");

    private static readonly Gen<string> Names = OneOf("a", "b", "c");

    private static readonly Gen<string> Lists = OneOf(
        "[\"a\"]", "[1, \"ab\"]", "[null, true]", "[{\"exists\": true}]", "[{\"exists\": false}]", "[1, {\"exists\": false}]",
        "[{\"prefix\": \"a\"}]", "[{\"wildcard\": \"*b\"}]", "[{\"numeric\": [\">\", 0, \"<\", 5000]}]", "[{\"anything-but\": [\"a\", \"ab\"]}]",
        "[{\"cidr\": \"10.0.0.0/8\"}]");

    private static readonly Gen<string> Bodies = Gen.Recursive<string>(static (depth, inner) => depth > 3 ? Scalars : Gen.Frequency(
        (2, Scalars),
        (3, Gen.Select(Names, inner, static (name, value) => $"\"{name}\": {value}").Array[0, 3].Select(static members => $"{{{string.Join(", ", members)}}}")),
        (2, inner.Array[0, 3].Select(static elements => $"[{string.Join(", ", elements)}]"))));

    private static readonly Gen<string> Mangled =
        Gen.Select(Bodies, Gen.Int[0, 100], OneOf("\\", "\\ud83d", "\\udc00", "\ud800", "\"", "{", "]", "\0", "1e", "\uffff"))
            .Select(static (body, at, insert) => body.Insert(Math.Min(at, body.Length), insert));

    private static readonly Gen<string> Objects = Gen.Recursive<string>(static (depth, inner) =>
        Gen.Select(Names, depth > 2 ? Lists : Gen.OneOf(Lists, inner), static (name, value) => $"\"{name}\": {value}")
            .Array[1, 3].Select(static members => $"{{{string.Join(", ", members)}}}"));

    private static readonly Gen<string> Patterns = Gen.OneOf(Objects, Objects, Lists).Select(Pattern);

    [Fact]
    public void Criteria_match_where_one_of_their_patterns_does() => Holds(
        Gen.Select(Patterns.Array[1, FilterCriteria.MaxPatterns], Bodies),
        static (patterns, body) => FilterCriteria.Parse(patterns).Matches(body) == patterns.Any(pattern => Matches(pattern, body)));

    [Fact]
    public void Or_matches_where_one_of_its_objects_does() => Holds(
        Gen.Select(Objects.Array[2, 4], Bodies),
        static (objects, body) =>
            Matches(Pattern(Object("$or", $"[{string.Join(", ", objects)}]")), body) == objects.Any(each => Matches(Pattern(each), body)));

    [Fact]
    public void Anything_but_is_the_opposite_of_the_value_on_every_scalar() => Holds(
        Gen.Select(Scalars.Where(static scalar => scalar[0] is '"' or '-' or (>= '0' and <= '9')), Scalars),
        static (excluded, scalar) =>
            Matches(Pattern(Object("f", $"[{excluded}]")), Object("f", scalar))
            != Matches(Pattern(Object("f", $"[{Object("anything-but", excluded)}]")), Object("f", scalar)));

    [Fact]
    public void Present_is_the_opposite_of_absent() => Holds(
        Gen.Select(Gen.Select(Names, Names), Bodies.Where(static body => body[0] is '{' or '[')),
        static (names, body) =>
            Matches(Pattern(Object(names.Item1, Object(names.Item2, """[{"exists": true}]"""))), body)
            != Matches(Pattern(Object(names.Item1, Object(names.Item2, """[{"exists": false}]"""))), body));

    [Fact]
    public void No_body_makes_a_match_throw() => Holds(
        Gen.Select(Patterns, Gen.OneOf(Gen.String, Mangled)),
        static (pattern, body) => Matches(pattern, body) || !Matches(pattern, body));

    private static void Holds<TFirst, TSecond>(Gen<(TFirst, TSecond)> cases, Func<TFirst, TSecond, bool> law)
    {
        if (Check.Seed is { } failed)
        {
            cases.Sample(law, seed: failed, iter: 1, threads: 1);
            return;
        }

        var seeds = new PCG(stream: 1, Seed);
        for (int i = 0; i < Cases; i++)
        {
            cases.Sample(law, seed: seeds.ToString(), iter: 1, threads: 1);
            cases.Generate(seeds, null, out _);
        }
    }

    private static Gen<string> OneOf(params string[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static bool Matches(string pattern, string body) => FilterCriteria.Parse([pattern]).Matches(body);
}
