using SqsLambda.Aws.Settings;

namespace SqsLambda.Aws.Tests.Settings;

/// <summary>A table that a function declares as a setting of its own.</summary>
public sealed class TableSettingTests
{
    private static readonly TableSetting Table = new("INVOICES_TABLE", "invoiceId", "The DynamoDB table of the invoices");

    [Fact]
    public void It_describes_itself() => Assert.Equal(
        ("INVOICES_TABLE", "invoiceId", "table", "3 to 255 of a-z, A-Z, 0-9, '_', '-' and '.'", "", "The DynamoDB table of the invoices"),
        (Table.Name, Table.PartitionKey, Table.Unit, Table.Allowed, Table.Default, Table.Meaning));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("invoices", "invoices")]
    public void It_reads_the_name_of_a_table_or_nothing(string? value, string? table) =>
        Assert.Equal(table, Table.Read(name => name == "INVOICES_TABLE" ? value : "another"));

    [Fact]
    public void It_refuses_what_DynamoDB_refuses() => Assert.Equal(
        "Environment variable INVOICES_TABLE is 'in voices ': allowed is 3 to 255 of a-z, A-Z, 0-9, '_', '-' and '.'.",
        Assert.Throws<InvalidSettingException>(static () => Table.Read(static _ => "in voices\n")).Message);

    [Theory]
    [InlineData(" ", "id", "name")]
    [InlineData("TABLE", "", "partitionKey")]
    [InlineData("TABLE", "id", "meaning", null)]
    public void It_needs_a_name_a_key_and_a_meaning(string name, string partitionKey, string parameter, string? meaning = "A table") =>
        Assert.Equal(parameter, Assert.ThrowsAny<ArgumentException>(() => new TableSetting(name, partitionKey, meaning!)).ParamName);

    [Fact]
    public void A_functions_own_refusal_is_one_line_too() => Assert.Equal(
        "MEMOS_TABLE is not set.  [31mIn Lambda it must be.",
        new InvalidSettingException("MEMOS_TABLE is not set.\n\u001b[31mIn Lambda it\u202emust be.").Message);
}
