using System.Text.RegularExpressions;

namespace McpPlatform.Worker.Planning.Words;

/// <summary>Cuts words into tokens and spells contractions out, so that "what's there" and "what is there" read alike.</summary>
internal static partial class Tokenizer
{
    private static readonly Dictionary<string, string> Contractions = new(StringComparer.Ordinal)
    {
        ["what's"] = "what is", ["it's"] = "it is", ["that's"] = "that is", ["there's"] = "there is", ["let's"] = "let us",
        ["i'd"] = "i would", ["we'd"] = "we would", ["i'll"] = "i will", ["we'll"] = "we will", ["i'm"] = "i am", ["don't"] = "do not",
        ["doesn't"] = "does not", ["isn't"] = "is not", ["aren't"] = "are not", ["shouldn't"] = "should not", ["can't"] = "can not",
        ["o'clock"] = "oclock",
    };

    public static List<Token> Cut(string words)
    {
        var tokens = new List<Token>();
        foreach (Match match in Pieces().Matches(words.Replace('’', '\'')))
        {
            if (match.Groups["quoted"].Success)
            {
                var inside = match.Value[1..^1];
                tokens.Add(new Token(inside.ToLowerInvariant(), inside, match.Index, match.Length, Quoted: true));
            }
            else
            {
                AddPlain(tokens, match);
            }
        }

        return tokens;
    }

    private static void AddPlain(List<Token> tokens, Match match)
    {
        var word = match.Value;
        var kept = match.Groups["word"].Success ? word.TrimEnd('.', ':', '-', '/', '\'', '?', '!') : word;
        kept = kept.Length == 0 ? word : kept;
        var lower = kept.ToLowerInvariant();
        if (Contractions.TryGetValue(lower, out var spelled))
        {
            foreach (var part in spelled.Split(' '))
            {
                tokens.Add(new Token(part, part, match.Index, kept.Length, Quoted: false));
            }
        }
        else
        {
            var bare = lower.EndsWith("'s", StringComparison.Ordinal) ? kept[..^2] : kept;
            tokens.Add(new Token(bare.ToLowerInvariant(), bare, match.Index, kept.Length, Quoted: false));
        }

        if (kept.Length < word.Length)
        {
            tokens.Add(new Token(word[kept.Length..][..1], word[kept.Length..][..1], match.Index + kept.Length, 1, Quoted: false));
        }
    }

    [GeneratedRegex("""
        (?<quoted>"[^"]+"|`[^`]+`|“[^”]+”|(?<=^|[\s(=,])'[^']+'(?=$|[\s,.;)]))
        |(?<arrow>->|→|=>|<=|>=|!=|<>|==)
        |(?<number>(?<=^|[\s(=<>])-\d+(\.\d+)?)
        |(?<word>(\.{0,2}/)?(\.\./)*[\p{L}\p{N}_*](?:[\p{L}\p{N}_./*:@+%'\\?]|-(?!>))*)
        |(?<mark>[^\s])
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Pieces();
}
