using SqsLambda.Aws;

namespace SqsLambda.Settings;

/// <summary>An environment variable that names a DynamoDB table with a certain partition key, a string, or is not set.</summary>
internal sealed record TableSetting(string Name, string PartitionKey, string Meaning)
    : Setting<string?>(Name, "table", TableName.Allowed, null, Meaning)
{
    protected override bool TryParse(string text, out string? value)
    {
        value = text;
        return TableName.IsValid(text);
    }
}
