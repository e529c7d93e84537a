using System.Text;
using SqsLambda.Batch.Idempotency;

namespace SqsLambda.Batch.Tests.Idempotency;

public sealed class PayloadHashTests
{
    [Theory]
    [InlineData("{}", " { } ")]
    [InlineData("""{"a":1,"b":[1,2]}""", """{ "b" : [ 1 , 2 ] , "a" : 1 }""")]
    [InlineData("""{"a":{"x":1,"y":2}}""", """{"a":{"y":2,"x":1}}""")]
    [InlineData("\"a\"", "\"\\u0061\"")]
    [InlineData("""{"a":1}""", """{"\u0061":1}""")]
    public void Texts_that_say_the_same_have_one_hash(string one, string other) => Assert.Equal(Hash(one), Hash(other));

    [Theory]
    [InlineData("[1,2]", "[2,1]")]
    [InlineData("[]", "{}")]
    [InlineData("[[1],2]", "[1,[2]]")]
    [InlineData("[1]", "[[1]]")]
    [InlineData("1", "\"1\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("true", "false")]
    [InlineData("""{"a":"b"}""", """{"b":"a"}""")]
    [InlineData("""{"a":1,"b":2}""", """{"a":2,"b":1}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":1,"b":1}""")]
    [InlineData("""{"a":1}""", """{"a":1,"b":null}""")]
    public void Texts_that_say_something_else_have_another(string one, string other) => Assert.NotEqual(Hash(one), Hash(other));

    private static UInt128 Hash(string json) => PayloadHash.Of(Encoding.UTF8.GetBytes(json), default);
}
