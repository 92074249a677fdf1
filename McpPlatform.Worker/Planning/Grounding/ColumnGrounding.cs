using System.Text.RegularExpressions;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Planning.Critique;
using McpPlatform.Worker.Planning.Drafting;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Grounding;

/// <summary>Finds which columns the words name and what is wanted of them. A column nobody has becomes a question.</summary>
internal sealed class ColumnGrounding
{
    private const string Use = "column";
    private const int MostChoices = 12;

    private static readonly Dictionary<string, ColumnType> Types = TypeWords();

    private readonly Wish wish;
    private readonly Vocabulary<string> columns = new();
    private readonly List<string> all;

    public ColumnGrounding(Wish wish)
    {
        this.wish = wish;
        all = [.. wish.Streams.SelectMany(s => s.Stream.Columns).Select(c => c.Name).Distinct()];
        all.ForEach(c => columns.Add(c, c));
        foreach (var (field, answer) in wish.Answers.Where(a => a.Key.StartsWith("columns.", StringComparison.Ordinal) && all.Contains(a.Value)))
        {
            columns.Add(field["columns.".Length..], answer);
        }
    }

    public void Read()
    {
        for (var i = 0; i < wish.Clauses.Count; i++)
        {
            var clause = wish.Clauses[i];
            Scope(clause, i);
            switch (clause.Kind)
            {
                case ClauseKind.Mask:
                    Mask(clause, i, MaskMethod.Redact);
                    break;
                case ClauseKind.Hash:
                    Mask(clause, i, MaskMethod.Hash);
                    break;
                case ClauseKind.Partial:
                    Mask(clause, i, MaskMethod.Partial);
                    break;
                case ClauseKind.Detect:
                    Detect(clause, i);
                    break;
                case ClauseKind.DetectNot:
                    wish.Streams.ForEach(s => s.LookNowhere());
                    break;
                case ClauseKind.Unmask:
                    Each(clause, Items(clause, true), (s, c) => s.Masks.Remove(c));
                    break;
                case ClauseKind.Without:
                    Each(clause, Items(clause, true), (s, c) => s.Without.Add(c));
                    break;
                case ClauseKind.Only:
                    Each(clause, Items(clause, true), (s, c) => Take(s, c));
                    break;
                case ClauseKind.Rename:
                    Rename(clause, i);
                    break;
                case ClauseKind.Cast:
                    Cast(clause);
                    break;
                case ClauseKind.Where:
                    new FilterGrounding(wish, columns, clause).Read(implicitEqual: true);
                    break;
                case ClauseKind.Keys:
                    Keys(clause);
                    break;
                case ClauseKind.Cursor:
                    Cursor(Items(clause, true));
                    break;
                case ClauseKind.By:
                    By(clause, i);
                    break;
                case ClauseKind.Place when wish.Mode is WantedMode.Dedup:
                    By(clause, i);
                    break;
                case ClauseKind.With:
                    With(clause, i);
                    break;
                case ClauseKind.Main:
                    Main(clause);
                    break;
            }
        }
    }

    private static void Take(WantedStream stream, string column)
    {
        stream.Without.Remove(column);
        if (!stream.Only.Contains(column))
        {
            stream.Only.Add(column);
        }
    }

    private void Mask(Clause clause, int index, MaskMethod method)
    {
        var items = clause.LooksBack && index > 0 ? Items(wish.Clauses[index - 1], false) : [];
        items.AddRange(Items(clause, items.Count == 0));
        if (items.Count == 0 && method != MaskMethod.Redact)
        {
            // "mask email by hashing": the method of the masks said just before.
            var before = wish.Clauses.Take(index).LastOrDefault(c => c.Kind == ClauseKind.Mask);
            foreach (var name in wish.Streams.SelectMany(s => s.Masks.Keys.Where(k => before is not null && s.Masks[k] == MaskMethod.Redact).Select(k => (s, k))).ToList())
            {
                name.s.Masks[name.k] = method;
            }
        }

        Each(clause, items, (s, c) => s.Masks[c] = method);
    }

    // "mask personal data in the notes": the columns stand behind, or in the place that follows; none is everywhere.
    private void Detect(Clause clause, int index)
    {
        var items = Items(clause, false);
        if (items.Count == 0 && index + 1 < wish.Clauses.Count && wish.Clauses[index + 1] is { Kind: ClauseKind.Place, Scope.Count: 0 } place && place.Turn == clause.Turn)
        {
            items = Items(place, true);
        }

        Each(clause, items, (s, c) => s.Masks[c] = MaskMethod.Detect);
        foreach (var stream in wish.Streams.Where(s => items.Count == 0 && (clause.Scope.Count == 0 || clause.Scope.Contains(StreamGrounding.FullName(s.Stream)))))
        {
            stream.LooksEverywhere = true;
        }
    }

    private void Rename(Clause clause, int index)
    {
        var sentence = clause.Sentence;
        string? from = clause.LooksBack && index > 0 ? Items(wish.Clauses[index - 1], false).LastOrDefault() : null;
        for (var i = clause.First; i < clause.End; i++)
        {
            if (sentence.Tokens[i].Text is "to" or "as" or "into" or "->" or "=>" or "→" && from is not null && NewName(clause, i + 1) is { } name)
            {
                sentence.Take(i, name.Next - i, Use);
                var (old, to) = (from, name.Name);
                Each(clause, [old], (s, c) => s.Renames.Add((c, to)));
                (from, i) = (null, name.Next - 1);
            }
            else if (columns.At(sentence, i, clause.End, alsoStopWords: true) is { } found)
            {
                sentence.Take(i, found.Count, Use);
                from = found.Things[0];
                i += found.Count - 1;
            }
            else if (sentence.IsFreeName(i) && !StopWords.Contains(sentence.Tokens[i].Text) && from is null)
            {
                from = sentence.Tokens[i].Original;
                AskColumn(from);
                sentence.Take(i, 1, Use);
            }
        }
    }

    private static (string Name, int Next)? NewName(Clause clause, int at)
    {
        while (at < clause.End && clause.Sentence.Tokens[at].Text is "the" or "be" or "column" or "field" or "called")
        {
            at++;
        }

        var parts = new List<string>();
        for (; at < clause.End && clause.Sentence.IsFreeName(at) && clause.Sentence.Tokens[at].Text is not "and"; at++)
        {
            parts.Add(clause.Sentence.Tokens[at].Original);
        }

        return parts.Count == 0 ? null : (string.Join('_', parts), at);
    }

    private void Cast(Clause clause)
    {
        var waiting = new List<string>();
        var sentence = clause.Sentence;
        for (var i = clause.First; i < clause.End; i++)
        {
            if (columns.At(sentence, i, clause.End, alsoStopWords: true) is { } found && !(waiting.Count > 0 && Types.ContainsKey(sentence.Tokens[i].Text)))
            {
                sentence.Take(i, found.Count, Use);
                waiting.Add(found.Things[0]);
                i += found.Count - 1;
            }
            else if (waiting.Count > 0 && sentence.IsFree(i) && TypeOf(sentence.Tokens[i].Text) is { } type)
            {
                sentence.Take(i, 1, Use);
                Each(clause, waiting, (s, c) => s.Casts[c] = type);
                waiting = [];
            }
            else if (sentence.IsFreeName(i) && !StopWords.Contains(sentence.Tokens[i].Text) && waiting.Count == 0)
            {
                AskColumn(sentence.Tokens[i].Original);
                sentence.Take(i, 1, Use);
            }
        }
    }

    private void Keys(Clause clause) => SetKeys(Items(clause, true));

    private void SetKeys(List<string> keys)
    {
        foreach (var stream in wish.Streams.Where(s => keys.Count > 0 && keys.All(k => Has(s, k))))
        {
            stream.Keys.Clear();
            stream.Keys.AddRange(keys.Distinct());
            wish.Forget(".primaryKey");
        }
    }

    private void Cursor(List<string> items)
    {
        foreach (var stream in wish.Streams)
        {
            stream.Cursor = items.Find(c => Has(stream, c)) ?? stream.Cursor;
            wish.Forget(".cursorField");
        }
    }

    // "using updated_at": the cursor of what is incremental; "by id" behind a merge: its key.
    private void By(Clause clause, int index)
    {
        var next = index + 1 < wish.Clauses.Count ? wish.Clauses[index + 1] : null;
        var items = Items(clause, false);
        var said = next?.Kind is ClauseKind.Keys or ClauseKind.Cursor && next.FreeNames().All(i => StopWords.Contains(clause.Sentence.Tokens[i].Text)) ? next.Kind : ClauseKind.By;
        var asKey = clause.Sentence.Tokens.Skip(clause.First).Take(8).Any(t => t.Text is "key" or "keys");
        if (said == ClauseKind.Keys || (asKey && said != ClauseKind.Cursor))
        {
            SetKeys(items);
        }
        else if (wish.Mode == WantedMode.Dedup && items.Count > 0 && !items.Exists(IsMoment))
        {
            SetKeys(items);
        }
        else if (items.Count > 0)
        {
            Cursor(items);
        }
    }

    // "with status paid" filters; "with email masked" leaves its columns to the clause behind it; "with id and name" takes them.
    private void With(Clause clause, int index)
    {
        if (index + 1 < wish.Clauses.Count && wish.Clauses[index + 1] is { LooksBack: true })
        {
            return;
        }

        var said = Enumerable.Range(clause.First, Math.Min(clause.Sentence.Tokens.Count, clause.End + 5) - clause.First).Select(i => clause.Sentence.Tokens[i].Text).ToList();
        if (index + 1 < wish.Clauses.Count && wish.Clauses[index + 1].Kind is ClauseKind.As or ClauseKind.Cursor or ClauseKind.Keys && said.Contains("as"))
        {
            By(clause, index);
            return;
        }

        new FilterGrounding(wish, columns, clause).Read(implicitEqual: true);
    }

    // "copy id, name and email of customers": columns named before their stream are the ones to take.
    private void Main(Clause clause)
    {
        var stream = clause.Sentence.Uses(clause.First, clause.End, "stream");
        if (stream)
        {
            Each(clause, Items(clause, false, alsoStopWords: false), (s, c) => Take(s, c));
        }
    }

    private List<string> Items(Clause clause, bool ask, bool alsoStopWords = true)
    {
        var items = new List<string>();
        for (var i = clause.First; i < clause.End; i++)
        {
            if (columns.At(clause.Sentence, i, clause.End, (alsoStopWords || InList(clause, i)) && clause.Sentence.Tokens[i].Text is not ("the" or "and" or "column" or "columns")) is { } found)
            {
                clause.Sentence.Take(i, found.Count, Use);
                items.Add(found.Things[0]);
            }
            else if (ask && clause.Sentence.IsFreeName(i) && !StopWords.Contains(clause.Sentence.Tokens[i].Text))
            {
                var end = i + 1;
                while (end < clause.End && clause.Sentence.IsFreeName(end) && !StopWords.Contains(clause.Sentence.Tokens[end].Text)
                    && columns.At(clause.Sentence, end, clause.End) is null)
                {
                    end++;
                }

                AskColumn(string.Join(' ', clause.Sentence.Tokens[i..end].Select(t => t.Original)));
                clause.Sentence.Take(i, end - i, Use);
            }
        }

        return items;
    }

    private static bool InList(Clause clause, int i)
    {
        bool Joins(int at) => at >= clause.First && at < clause.End && clause.Sentence.Tokens[at].Text is "and" or ",";
        return Joins(i - 1) || Joins(i + 1);
    }

    private void AskColumn(string said)
    {
        var known = wish.Streams.SelectMany(s => s.Renames).FirstOrDefault(r => Names.Key(r.To) == Names.Key(said)).From;
        if (known is not null)
        {
            return;
        }

        var streams = string.Join(", ", wish.Streams.Select(s => s.Stream.Name).Take(3));
        wish.Ask($"columns.{said}", $"There is no column '{said}' in {streams}. Which one is meant?",
            Names.Closest(all, said, c => c).Take(MostChoices).Select(c => new PlanChoice(c, c)));
    }

    private void Each(Clause clause, IEnumerable<string> items, Action<WantedStream, string> apply)
    {
        foreach (var column in items.Distinct())
        {
            foreach (var stream in wish.Streams.Where(s => Has(s, column) && (clause.Scope.Count == 0 || clause.Scope.Contains(StreamGrounding.FullName(s.Stream)))))
            {
                apply(stream, column);
            }
        }
    }

    // "mask name in customers": the place behind confines the clause to that stream.
    private void Scope(Clause clause, int index)
    {
        if (index + 1 < wish.Clauses.Count && wish.Clauses[index + 1] is { Kind: ClauseKind.Place } next && next.Turn == clause.Turn)
        {
            clause.Scope.UnionWith(next.Scope);
        }
    }

    private bool IsMoment(string column) =>
        wish.Streams.SelectMany(s => s.Stream.Columns).Any(c => c.Name == column && c.Type.IsMoment());

    private static bool Has(WantedStream stream, string column) => stream.Stream.Columns.Any(c => c.Name == column);

    private static ColumnType? TypeOf(string word) =>
        Types.TryGetValue(word, out var type) || (ColumnType.TryParse(word, out type!) && word.Length > 3) ? type : null;

    private static Dictionary<string, ColumnType> TypeWords()
    {
        var types = new Dictionary<string, ColumnType>(StringComparer.Ordinal);
        void Add(TypeKind kind, string words)
        {
            foreach (var word in words.Split(' '))
            {
                types[word] = new ColumnType(kind);
            }
        }

        Add(TypeKind.Text, "text string strings varchar words");
        Add(TypeKind.Int64, "integer integers int bigint number whole long");
        Add(TypeKind.Int32, "int4");
        Add(TypeKind.Numeric, "decimal decimals numeric money");
        Add(TypeKind.Float64, "float double real floats");
        Add(TypeKind.Boolean, "boolean bool flag booleans");
        Add(TypeKind.Date, "date dates");
        Add(TypeKind.TimestampTz, "timestamptz datetime moment");
        Add(TypeKind.Timestamp, "timestamp timestamps");
        Add(TypeKind.Jsonb, "json jsonb");
        Add(TypeKind.Uuid, "uuid guid");
        return types;
    }
}
