using System.Text;
using System.Text.RegularExpressions;

namespace McpPlatform.Worker.Planning.Words;

/// <summary>
/// What was said in one turn. Recognisers find phrases in it and take their tokens; a token is taken once, and what nobody took was not
/// understood.
/// </summary>
internal sealed class Sentence
{
    // Stands for a token that is taken, and for a quoted one, which no phrase may match.
    private const string Taken = "~";
    private const string Quoted = "¤";

    private readonly string words;
    private readonly List<string?> uses;

    public Sentence(string words)
    {
        this.words = words;
        Tokens = Tokenizer.Cut(words);
        uses = [.. Tokens.Select(_ => (string?)null)];
    }

    public List<Token> Tokens { get; }

    /// <summary>Clauses that a phrase begins behind itself ("one row per …"), by the token they begin at.</summary>
    public Dictionary<int, ClauseKind> Openers { get; } = [];

    /// <summary>The first stream each clause names, by the clause's first token.</summary>
    public Dictionary<int, string> Mentioned { get; } = [];

    public bool IsFree(int token) => uses[token] is null;

    public bool IsFreeName(int token) => IsFree(token) && !Tokens[token].IsPunctuation;

    public void Take(int first, int count, string use)
    {
        for (var i = first; i < first + count; i++)
        {
            uses[i] ??= use;
        }
    }

    public bool Uses(int first, int end, string use) => Enumerable.Range(first, Math.Max(0, end - first)).Any(i => uses[i] == use);

    public void Correct(int token, string text) => Tokens[token] = Tokens[token] with { Text = text };

    public void Insert(int at, Token token)
    {
        Tokens.Insert(at, token);
        uses.Insert(at, null);
    }

    /// <summary>Phrases found, left to right, in tokens nobody took.</summary>
    public IReadOnlyList<Phrase> Find(Regex pattern)
    {
        var (line, starts) = Line();
        var found = new List<Phrase>();
        foreach (Match match in pattern.Matches(line))
        {
            var first = Array.FindLastIndex(starts, s => s <= match.Index);
            var last = Array.FindLastIndex(starts, s => s < match.Index + match.Length);
            if (match.Length > 0 && first >= 0)
            {
                found.Add(new Phrase(first, last - first + 1, match));
            }
        }

        return found;
    }

    /// <summary>Takes every phrase that matches.</summary>
    public IReadOnlyList<Phrase> TakeAll(Regex pattern, string use)
    {
        var found = Find(pattern);
        foreach (var phrase in found)
        {
            Take(phrase.First, phrase.Count, use);
        }

        return found;
    }

    /// <summary>The words as written, from one token through another.</summary>
    public string Original(int first, int last) =>
        words[Tokens[first].Start..(Tokens[last].Start + Tokens[last].Length)];

    private (string Line, int[] Starts) Line()
    {
        var line = new StringBuilder();
        var starts = new int[Tokens.Count];
        for (var i = 0; i < Tokens.Count; i++)
        {
            line.Append(i == 0 ? "" : " ");
            starts[i] = line.Length;
            line.Append(!IsFree(i) ? Taken : Tokens[i].Quoted ? Quoted : Tokens[i].Text);
        }

        return (line.ToString(), starts);
    }
}

/// <summary>A phrase found in a sentence.</summary>
/// <param name="First">Its first token.</param>
/// <param name="Count">How many tokens.</param>
/// <param name="Match">What matched.</param>
internal sealed record Phrase(int First, int Count, Match Match)
{
    public int Next => First + Count;
}
