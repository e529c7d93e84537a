using Amazon.DynamoDBv2;

namespace SqsLambda.Simulation.DynamoDb;

/// <summary>Reads the tokens of a statement or an expression, one after the other.</summary>
internal sealed class TokenReader
{
    private readonly List<Token> _tokens = [];
    private int _next;

    public TokenReader(string text)
    {
        Text = text;
        for (int i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
            }
            else
            {
                _tokens.Add(TokenAt(ref i));
            }
        }

        _tokens.Add(new(TokenKind.End, ""));
    }

    public string Text { get; }

    public Token Next => _tokens[_next];

    public Token Read() => _tokens[_next++];

    /// <summary>Reads a word if it comes next.</summary>
    public bool TryRead(string word)
    {
        bool isNext = Next.Is(word);
        _next += isNext ? 1 : 0;
        return isNext;
    }

    /// <summary>Reads two words if they come next.</summary>
    public bool TryRead(string word, string then)
    {
        bool areNext = Next.Is(word) && _tokens[_next + 1].Is(then);
        _next += areNext ? 2 : 0;
        return areNext;
    }

    public void Expect(string word)
    {
        if (!TryRead(word))
        {
            throw Refuse($"'{word}' is missing before '{Next.Text}'");
        }
    }

    public string ReadName() => Next.Kind is TokenKind.Name ? Read().Text : throw Refuse($"a name is missing before '{Next.Text}'");

    public AmazonDynamoDBException Refuse(string why) => DynamoDbError.Validation($"{why}, in {Text}");

    private Token TokenAt(ref int i)
    {
        char first = Text[i];
        int start = i;
        if (first is '"' or '\'')
        {
            int end = Text.IndexOf(first, i + 1);
            i = end + 1;
            return end > 0 ? new(first == '"' ? TokenKind.Name : TokenKind.Text, Text[(start + 1)..end], IsQuoted: true) : throw Refuse("a quote has no end");
        }

        if (char.IsAsciiLetter(first) || first is '_' or '#' || (first == ':' && i + 1 < Text.Length && char.IsAsciiLetter(Text[i + 1])))
        {
            while (++i < Text.Length && (char.IsAsciiLetterOrDigit(Text[i]) || Text[i] is '_' or '-'))
            {
            }

            return new(first == ':' ? TokenKind.Value : TokenKind.Name, Text[start..i]);
        }

        if (char.IsAsciiDigit(first))
        {
            while (++i < Text.Length && char.IsAsciiDigit(Text[i]))
            {
            }

            return new(TokenKind.Number, Text[start..i]);
        }

        if (first == '?')
        {
            i++;
            return new(TokenKind.Parameter, "?");
        }

        i += Text.AsSpan(i) is ['<', '=' or '>', ..] or ['>', '=', ..] ? 2 : 1;
        return new(TokenKind.Symbol, Text[start..i]);
    }
}
