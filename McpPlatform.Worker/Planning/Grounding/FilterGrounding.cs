using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Planning;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Planning.Critique;
using McpPlatform.Worker.Planning.Drafting;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Grounding;

/// <summary>Reads "country is DE and total over 100" into filters.</summary>
internal sealed class FilterGrounding(Wish wish, Vocabulary<string> columns, Clause clause)
{
    private const string Use = "filter";

    private static readonly (string[] Words, FilterOperator Op)[] Operators =
    [
        .. Table(FilterOperator.IsNotNull, "is not null|is not empty|is not missing|is set|is present|is known|exists|has a value|are not null|not null|is not blank|is filled|is filled in|are set"),
        .. Table(FilterOperator.IsNull, "is null|is empty|is missing|has no value|is not set|is unknown|is blank|are null|are missing|are empty|is not present|null"),
        .. Table(FilterOperator.Ge, "is at least|at least|>=|is greater than or equal to|greater than or equal to|is from|since|is since|no less than|starting from|or later|from|not before|is not before|on or after|is on or after|is not less than"),
        .. Table(FilterOperator.Le, "is at most|at most|<=|is less than or equal to|less than or equal to|up to|no more than|until|is not more than|not after|on or before|is on or before"),
        .. Table(FilterOperator.Gt, "is greater than|is more than|is larger than|is bigger than|is higher than|greater than|more than|larger than|bigger than|higher than|exceeds|is over|is above|over|above|>|is after|after|later than|is later than|is older than|newer than|is newer than"),
        .. Table(FilterOperator.Lt, "is less than|is lower than|is smaller than|is fewer than|is under|is below|less than|fewer than|smaller than|lower than|under|below|<|is before|before|earlier than|is earlier than"),
        .. Table(FilterOperator.In, "is one of|is any of|one of|any of|is in|in|are in|is either|either"),
        .. Table(FilterOperator.Ne, "is not equal to|does not equal|is not|are not|not equal to|!=|<>|isnt|is different from|differs from|other than|not"),
        .. Table(FilterOperator.Contains, "contains|containing|includes|has the word|mentions|contain|with the word"),
        .. Table(FilterOperator.Eq, "is equal to|equals|equal to|is exactly|is|are|=|==|of|equal|was|being|:|set to|is set to"),
    ];

    private readonly Sentence sentence = clause.Sentence;

    public void Read(bool implicitEqual)
    {
        var at = clause.First;
        while (at < clause.End)
        {
            if (columns.At(sentence, at, clause.End, alsoStopWords: true) is not { } found || IsArticle(sentence.Tokens[at].Text))
            {
                at++;
                continue;
            }

            at = ReadOne(at, found.Count, found.Things[0], implicitEqual);
        }
    }

    private int ReadOne(int first, int count, string column, bool implicitEqual)
    {
        var negated = first > clause.First && sentence.Tokens[first - 1].Text is "not";
        var behind = first + count;
        var op = OperatorAt(behind, out var opEnd);
        var type = wish.Streams.SelectMany(s => s.Stream.Columns).First(c => c.Name == column).Type;
        if (type.Kind == TypeKind.Boolean && op is null)
        {
            sentence.Take(first, count, Use);
            Add(column, FilterOperator.Eq, JsonValue.Create(!negated));
            return behind;
        }

        if (op is FilterOperator.IsNull or FilterOperator.IsNotNull)
        {
            sentence.Take(first, opEnd - first, Use);
            Add(column, op.Value, null);
            return opEnd;
        }

        if (Between(behind) is { } between)
        {
            return AddBetween(first, column, type, between);
        }

        if (op is null && !implicitEqual)
        {
            return behind;
        }

        var either = Enumerable.Range(opEnd, clause.End - opEnd).Where(i => sentence.Tokens[i].Text is "or").ToList();
        if (either.Exists(i => BeginsComparison(i + 1)))
        {
            wish.Refusals.Add(new PlanReason("streams[0].transforms", "Filters are joined by 'and'; rows for which one of two comparisons on different columns holds cannot be chosen."));
        }

        var end = ValueEnd(opEnd, op == FilterOperator.In || either.Count > 0);
        var values = Values(opEnd, end);
        if (values.Count == 0)
        {
            return behind;
        }

        sentence.Take(first, end - first, Use);
        var many = values.Count > 1 || op == FilterOperator.In;
        if (!many)
        {
            AddOne(column, op ?? FilterOperator.Eq, type, values[0]);
        }
        else if (op is null or FilterOperator.Eq or FilterOperator.In)
        {
            Add(column, FilterOperator.In, new JsonArray([.. values.Select(v => Typed(v, type))]));
        }
        else
        {
            values.ForEach(v => AddOne(column, op.Value, type, v));
        }

        return end;
    }

    // A year stands for all of its moments: after 2023 begins with 2024.
    private void AddOne(string column, FilterOperator op, ColumnType type, string value)
    {
        if (type.IsMoment() && value.Length == 4 && int.TryParse(value, CultureInfo.InvariantCulture, out var year) && year is > 999 and < 9999)
        {
            switch (op)
            {
                case FilterOperator.Gt:
                    Add(column, FilterOperator.Ge, JsonValue.Create($"{year + 1}-01-01"));
                    return;
                case FilterOperator.Le:
                    Add(column, FilterOperator.Lt, JsonValue.Create($"{year + 1}-01-01"));
                    return;
                case FilterOperator.Eq:
                    Add(column, FilterOperator.Ge, JsonValue.Create($"{year}-01-01"));
                    Add(column, FilterOperator.Lt, JsonValue.Create($"{year + 1}-01-01"));
                    return;
                default:
                    value = $"{year}-01-01";
                    break;
            }
        }

        Add(column, op, Typed(value, type));
    }

    private int AddBetween(int first, string column, ColumnType type, (int Low, int And, int End) between)
    {
        var low = string.Join(' ', Values(between.Low, between.And));
        var high = string.Join(' ', Values(between.And + 1, between.End));
        sentence.Take(first, between.End - first, Use);
        AddOne(column, FilterOperator.Ge, type, low);
        AddOne(column, FilterOperator.Le, type, high);
        return between.End;
    }

    private (int Low, int And, int End)? Between(int at)
    {
        at += at < clause.End && sentence.Tokens[at].Text is "is" or "are" ? 1 : 0;
        if (at >= clause.End || sentence.Tokens[at].Text is not "between")
        {
            return null;
        }

        var and = Enumerable.Range(at, clause.End - at).FirstOrDefault(i => sentence.Tokens[i].Text is "and" or "to", -1);
        return and < 0 ? null : (at + 1, and, ValueEnd(and + 1, list: false));
    }

    private void Add(string column, FilterOperator op, JsonNode? value)
    {
        var filter = new FilterTransform(column, op, value is null ? null : JsonSerializer.SerializeToElement(value));
        foreach (var stream in wish.Streams.Where(s => s.Stream.Columns.Any(c => c.Name == column)
            && (clause.Scope.Count == 0 || clause.Scope.Contains(StreamGrounding.FullName(s.Stream)))))
        {
            stream.Filters.RemoveAll(f => f.Column == column && f.Op == op);
            stream.Filters.Add(filter);
        }
    }

    private FilterOperator? OperatorAt(int at, out int end)
    {
        foreach (var (words, op) in Operators)
        {
            if (at + words.Length <= clause.End && words.Select((w, i) => sentence.IsFree(at + i) && sentence.Tokens[at + i].Text == w && !sentence.Tokens[at + i].Quoted).All(b => b))
            {
                end = at + words.Length;
                return op;
            }
        }

        end = at;
        return null;
    }

    // A value ends where the next comparison begins: at "and", "or" or a comma with a column behind it.
    private int ValueEnd(int at, bool list)
    {
        for (var i = at; i < clause.End; i++)
        {
            var text = sentence.Tokens[i].Text;
            var joins = !sentence.Tokens[i].Quoted && text is "and" or "but" or ",";
            if (!sentence.IsFree(i) || text is ";" || (text is "." && i > at) || (joins && (!list || BeginsComparison(i + 1))))
            {
                return i;
            }
        }

        return clause.End;
    }

    private bool BeginsComparison(int at)
    {
        at += at < clause.End && sentence.Tokens[at].Text is "and" or "the" ? 1 : 0;
        return at < clause.End && columns.At(sentence, at, clause.End, alsoStopWords: true) is { } found && OperatorAt(at + found.Count, out _) is not null;
    }

    private List<string> Values(int first, int end)
    {
        var values = new List<string>();
        var current = new List<string>();
        for (var i = first; i < end; i++)
        {
            var token = sentence.Tokens[i];
            if (!token.Quoted && token.Text is "or" or "and" or "," or "(" or ")")
            {
                Close(values, current);
            }
            else if (token.Quoted || !(token.IsPunctuation || (current.Count == 0 && IsArticle(token.Text))))
            {
                current.Add(token.Original);
            }
        }

        Close(values, current);
        return values;
    }

    private static void Close(List<string> values, List<string> current)
    {
        if (current.Count > 0)
        {
            values.Add(string.Join(' ', current));
            current.Clear();
        }
    }

    private static JsonValue Typed(string value, ColumnType type)
    {
        if (type.IsNumber() && decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return JsonValue.Create(number);
        }

        if (type.Kind == TypeKind.Boolean)
        {
            return value.ToLowerInvariant() switch
            {
                "true" or "yes" or "on" => JsonValue.Create(true),
                "false" or "no" or "off" => JsonValue.Create(false),
                _ => JsonValue.Create(value),
            };
        }

        return type.IsMoment() && DateTime.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.TimeOfDay == TimeSpan.Zero && value.Any(char.IsLetter)
            ? JsonValue.Create(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))
            : JsonValue.Create(value);
    }

    private static bool IsArticle(string word) => word is "the" or "a" or "an";

    private static IEnumerable<(string[], FilterOperator)> Table(FilterOperator op, string alternatives) =>
        alternatives.Split('|').OrderByDescending(a => a.Length).Select(a => (a.Split(' '), op));
}
