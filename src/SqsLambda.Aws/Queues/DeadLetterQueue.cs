using System.Buffers;

namespace SqsLambda.Aws.Queues;

/// <summary>The dead-letter queue for messages that can never succeed, given by its URL or by its name.</summary>
public sealed record DeadLetterQueue
{
    internal const string AllowedUrls = "an http or https URL that ends in /account/name, such as https://sqs.eu-west-1.amazonaws.com/123456789012/orders-dlq";
    internal const string AllowedNames = "1 to 80 of a-z, A-Z, 0-9, '-' and '_', with or without .fifo";

    // Amazon SQS Developer Guide, "Amazon SQS message quotas": the length includes the suffix of a FIFO queue.
    private const int MaxNameLength = 80;
    private const int AccountLength = 12;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    private DeadLetterQueue(string? knownUrl, string? name)
    {
        KnownUrl = knownUrl;
        Name = name;
    }

    internal string? KnownUrl { get; }

    internal string? Name { get; }

    /// <summary>Creates a queue from its URL.</summary>
    /// <param name="url">An absolute http or https URL whose path ends in the account's 12 digits and the queue's name.</param>
    /// <returns>The queue.</returns>
    /// <exception cref="ArgumentException">The URL is not allowed.</exception>
    public static DeadLetterQueue Url(string url) =>
        IsUrl(url) ? new(url, name: null) : throw Refused("URL", url, AllowedUrls, nameof(url));

    /// <summary>Creates a queue from its name.</summary>
    /// <param name="name">
    /// 1 to 80 of a-z, A-Z, 0-9, '-' and '_', with or without <c>.fifo</c>. If <c>.fifo</c> is missing, it is appended for messages from a FIFO
    /// queue.
    /// </param>
    /// <returns>The queue. Its region is that of the client, and its account is that of the queue that the messages come from.</returns>
    /// <exception cref="ArgumentException">The name is not allowed.</exception>
    public static DeadLetterQueue Named(string name) =>
        IsName(name) ? new(knownUrl: null, name) : throw Refused("name", name, AllowedNames, nameof(name));

    /// <summary>Returns the URL or the name.</summary>
    /// <returns>The text that the queue was created with.</returns>
    public override string ToString() => KnownUrl ?? Name!;

    internal static bool IsName(string? name) =>
        name?.Length is >= 1 and <= MaxNameLength
        && (QueueArn.IsFifoName(name) ? name.AsSpan()[..^QueueArn.FifoSuffix.Length] : name) is { Length: > 0 } stem
        && !stem.ContainsAnyExcept(NameCharacters);

    // Uri ignores white space at both ends and treats '\' as '/', but SQS would get the original text.
    internal static bool IsUrl(string? url) =>
        url is not null
        && !url.Any(static character => char.IsWhiteSpace(character) || char.IsControl(character) || character == '\\')
        && Uri.TryCreate(url, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
        && uri is { UserInfo: "", Query: "", Fragment: "" }
        && url.Split('/') is [_, "", _, .., { Length: AccountLength } account, var name]
        && account.All(char.IsAsciiDigit)
        && IsName(name);

    private static ArgumentException Refused(string what, string? value, string allowed, string parameter) =>
        new($"The {what} of the dead-letter queue is '{OneLine.Of(value)}': allowed is {allowed}.", parameter);
}
