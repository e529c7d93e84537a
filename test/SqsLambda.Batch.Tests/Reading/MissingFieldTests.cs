using System.Text.Json.Serialization;
using SqsLambda.Batch.Reading;

namespace SqsLambda.Batch.Tests.Reading;

/// <summary>A field that a body lacks must not become null or 0 in silence: messages without their key would count as duplicates.</summary>
public sealed partial class MissingFieldTests
{
    [Fact]
    public void A_type_whose_constructor_would_get_null_or_0_for_a_missing_field_is_refused_with_the_fields() => Assert.Equal(
        "A body without Id, Count would be read as Positional with null or 0. Set RespectRequiredConstructorParameters = true in its "
            + "[JsonSourceGenerationOptions], or give the constructor parameters default values. (Parameter 'messageType')",
        Assert.Throws<ArgumentException>(static () => MessageReader.Json(LenientContext.Default.Positional)).Message);

    [Fact]
    public void With_required_constructor_parameters_a_missing_field_is_a_permanent_failure_and_a_default_value_counts()
    {
        MessageReader<Positional> reader = MessageReader.Json(StrictContext.Default.Positional);

        Assert.Equal(ReadResult.Message(new Positional("a", 2)), reader.Read("""{"Id":"a","Count":2}""", ReaderContext.Empty()));
        Assert.Equal(
            ReadResult.Unparseable<Positional>("The body cannot be read as Positional: Count missing or of the wrong kind (line 1, byte 11)."),
            reader.Read("""{"Id":"a"}""", ReaderContext.Empty()));
    }

    [Fact]
    public void Fields_that_are_no_constructor_parameters_or_have_a_default_value_may_be_missing()
    {
        Assert.Equal(ReadResult.Message(new Defaults()), MessageReader.Json(LenientContext.Default.Defaults).Read("{}", ReaderContext.Empty()));
        Assert.Equal(ReadResult.Message(new Properties()), MessageReader.Json(LenientContext.Default.Properties).Read("{}", ReaderContext.Empty()));
    }

    internal sealed record Positional(string Id, int Count, string? Text = null);

    internal sealed record Defaults(string Id = "none", int Count = 1);

    internal sealed record Properties
    {
        public string? Id { get; init; }

        public int Count { get; set; } = 3;
    }

    [JsonSerializable(typeof(Positional))]
    [JsonSerializable(typeof(Defaults))]
    [JsonSerializable(typeof(Properties))]
    internal sealed partial class LenientContext : JsonSerializerContext;

    [JsonSourceGenerationOptions(RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(Positional))]
    internal sealed partial class StrictContext : JsonSerializerContext;
}
