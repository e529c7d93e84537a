using System.Buffers;

namespace SqsLambda.Local.Sqs;

/// <summary>The names of regions, such as <c>eu-west-1</c>, and the partitions that they are in.</summary>
internal static class RegionName
{
    /// <summary>The region where nothing says another.</summary>
    public const string Default = "us-east-1";

    private const int MaxLength = 32;

    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    // AWS SDKs, partitions.json: the start of a region's name and the partition of its ARNs.
    private static readonly (string Start, string Partition)[] Partitions =
    [
        ("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("us-iso-", "aws-iso"), ("us-isob-", "aws-iso-b"), ("us-isof-", "aws-iso-f"), ("eu-isoe-", "aws-iso-e"),
        ("eusc-", "aws-eusc"),
    ];

    /// <summary>Whether a text has the form of a region: two words or more, and a number.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        int words = 0;
        for (int end; text.Length <= MaxLength && (end = text.IndexOf('-')) > 0; text = text[(end + 1)..], words++)
        {
            if (text[..end].ContainsAnyExcept(Letters))
            {
                return false;
            }
        }

        return words >= 2 && text.Length is 1 or 2 && !text.ContainsAnyExcept(Digits);
    }

    /// <summary>The second part of the ARNs of a region: <c>aws</c>, or <c>aws-cn</c>.</summary>
    public static string PartitionOf(string region) =>
        Array.Find(Partitions, partition => region.StartsWith(partition.Start, StringComparison.Ordinal)).Partition ?? "aws";
}
