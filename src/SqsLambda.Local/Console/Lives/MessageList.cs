namespace SqsLambda.Local.WebConsole.Lives;

/// <summary>The place of a message in a <see cref="MessageList"/>.</summary>
internal struct MessageLinks
{
    public RememberedMessage? Previous;
    public RememberedMessage? Next;
}

/// <summary>
/// A list whose links are in the messages themselves: a hundred thousand messages are fewer objects for the garbage collector to move. Not safe for
/// concurrent use.
/// </summary>
/// <param name="linksOf">Where a message has its links for this list.</param>
internal sealed class MessageList(MessageList.LinksOf linksOf)
{
    public delegate ref MessageLinks LinksOf(RememberedMessage message);

    public RememberedMessage? First { get; private set; }

    public RememberedMessage? Last { get; private set; }

    public RememberedMessage? After(RememberedMessage message) => linksOf(message).Next;

    public RememberedMessage? Before(RememberedMessage message) => linksOf(message).Previous;

    public bool Contains(RememberedMessage message) => message == First || linksOf(message).Previous is not null;

    public void AddLast(RememberedMessage message)
    {
        linksOf(message).Previous = Last;
        if (Last is null)
        {
            First = message;
        }
        else
        {
            linksOf(Last).Next = message;
        }

        Last = message;
    }

    public void Remove(RememberedMessage message)
    {
        MessageLinks links = linksOf(message);
        linksOf(message) = default;
        if (links.Previous is null)
        {
            First = links.Next;
        }
        else
        {
            linksOf(links.Previous).Next = links.Next;
        }

        if (links.Next is null)
        {
            Last = links.Previous;
        }
        else
        {
            linksOf(links.Next).Previous = links.Previous;
        }
    }
}
