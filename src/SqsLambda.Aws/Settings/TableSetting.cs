namespace SqsLambda.Aws.Settings;

/// <summary>
/// Describes and reads an environment variable that contains the name of a DynamoDB table. The variable is optional. A function can declare its
/// own variables of this type.
/// </summary>
public sealed class TableSetting : Setting<string?>
{
    /// <summary>Describes the variable.</summary>
    /// <param name="name">The name of the variable.</param>
    /// <param name="partitionKey">The table's partition key, of type string.</param>
    /// <param name="meaning">What the table is for.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> or <paramref name="partitionKey"/> is blank, or <paramref name="meaning"/> is <see langword="null"/>.</exception>
    public TableSetting(string name, string partitionKey, string meaning)
        : base(name, "table", TableName.Allowed, defaultValue: null, defaultText: "", meaning)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(partitionKey);
        PartitionKey = partitionKey;
    }

    /// <summary>The table's partition key, of type string.</summary>
    public string PartitionKey { get; }

    private protected override bool TryParse(string text, out string? value)
    {
        value = text;
        return TableName.IsValid(text);
    }
}
