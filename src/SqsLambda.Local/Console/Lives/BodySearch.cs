using System.Buffers;
using System.Threading.Channels;

namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>
/// Searches the whole bodies of the messages that a page knows the start of. Bodies do not change, so a page searches once and then asks for what has
/// changed since then. A few searches run at a time; others wait. Safe for concurrent use.
/// </summary>
/// <param name="memory">The messages.</param>
/// <param name="knownLength">How much of a body a page knows, in characters: it searches shorter ones itself.</param>
internal sealed class BodySearch(MessageMemory memory, int knownLength)
{
    /// <summary>The longest text that can be searched for, in characters.</summary>
    public const int MaxTextLength = 500;

    /// <summary>So many references are copied under the lock of the memory at a time. Bodies are searched without it.</summary>
    public const int MaxCopied = 5_000;

    private const int MaxSearches = 2;

    // One entry for each search that runs.
    private readonly Channel<bool> _running = Channel.CreateBounded<bool>(MaxSearches);

    /// <summary>Searches, without regard to upper and lower case.</summary>
    /// <param name="text">The text.</param>
    /// <param name="revision">The revision up to which the page has searched, or 0.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public async Task<SearchResult> FindAsync(string text, long revision, CancellationToken cancellationToken)
    {
        await _running.Writer.WriteAsync(true, cancellationToken);
        try
        {
            return await Task.Run(() => Find(text, revision, cancellationToken), cancellationToken);
        }
        finally
        {
            _running.Reader.TryRead(out _);
        }
    }

    private SearchResult Find(string text, long revision, CancellationToken cancellationToken)
    {
        var sought = SearchValues.Create([text], StringComparison.OrdinalIgnoreCase);
        HashSet<long> numbers = [];
        for (bool isAll = false; !isAll;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (memory.ChangesSince(revision, MaxCopied, static message => (message.Number, message.Body)) is not { } changes)
            {
                // Too much has been forgotten since then.
                revision = 0;
                continue;
            }

            foreach ((long number, string body) in changes.Rows)
            {
                if (body.Length > knownLength && body.AsSpan().ContainsAny(sought))
                {
                    numbers.Add(number);
                }
            }

            (revision, isAll) = (changes.Revision, changes.IsAll);
        }

        return new(numbers, revision);
    }
}

/// <summary>What a search has found.</summary>
/// <param name="Numbers">The numbers of the messages with bodies that are longer than what the table shows, and hold the text.</param>
/// <param name="Revision">The revision to search on from.</param>
internal sealed record SearchResult(IReadOnlyCollection<long> Numbers, long Revision);
