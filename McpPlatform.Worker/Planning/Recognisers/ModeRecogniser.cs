using System.Text.RegularExpressions;
using McpPlatform.Worker.Planning.Drafting;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Recognisers;

/// <summary>Finds what a sentence says about how rows meet what is there.</summary>
internal static class ModeRecogniser
{
    private const string Use = "mode";
    private const string Rows = "rows?|records?|entries|ones?|lines?|data|stuff|things|values";
    private const string There = "(?:(?:all )?(?:what|whatever|everything|anything)(?: that)?(?: is| was| you find)?(?: already| currently)?(?: there| in there| in it)?|all (?:that is )?there|(?:the )?(?:existing|old|current|previous)(?: (?:table|data|rows|one|contents?|version|file|copy|target))?(?: there)?|its contents?)";

    // A table to be filled, named before what fills it: "replace the airports table with airports.csv".
    private static readonly Regex TargetFirst = Phrases.Of("(?<verb>replace|overwrite|refresh|reload|fill|populate|update|feed|rebuild)(?= (?!it |what |everything |whatever |all |existing |if |them |any |in |with |, |the existing |the old |~).* (?:with|from) (?!scratch))");

    private static readonly (WantedMode Mode, Regex Pattern)[] Table =
    [
        (WantedMode.Append, Phrases.Of($"(?:without|do not|never|not|instead of|rather than|no)(?: to)? (?:replac(?:e|ing)|overwrit(?:e|ing)|delet(?:e|ing)|los(?:e|ing)|touch(?:ing)?|remov(?:e|ing)|wip(?:e|ing))(?: {There}| anything| it| them)?|no overwrit(?:e|ing)|keep(?:ing)? (?:what is (?:already )?there|the (?:existing|old) (?:rows|data|records|ones)|existing (?:rows|data|records)|everything that is there)")),
        (WantedMode.Overwrite, Phrases.Of("(?:instead of|rather than|not|do not|never|no) (?:append(?:ing)?|add(?:ing)?)(?: it| to it| rows)?|no appending")),
        (WantedMode.Dedup, Phrases.Of($"upserts?|upserting|upserted|merge|merging|merged|de-?dup(?:e|ed|es|ing|licate|licated|licating|lication)?|(?:with )?no duplicates?|without (?:any )?(?:duplicates?|duplicating(?: anything| rows)?)|(?:remove|drop|skip|avoid|avoiding|eliminate) (?:the )?duplicates?|insert or update|(?:insert|add) (?:new )?(?:{Rows})? ?and update (?:existing|changed|old)(?: ones| rows| records)?|updat(?:e|ing) (?:existing|changed)(?: ones| rows| records)?(?: and (?:insert|add)(?:ing)? (?:the )?new(?: ones| rows| records)?)?|(?:only |just )?(?:the )?(?:new (?:and|or) (?:changed|updated|modified)|(?:changed|updated|modified) (?:and|or) new)(?: (?:{Rows}))?|new and changed|(?:and )?(?:keep|keeping)(?: only| just)? (?:the )?(?:latest|newest|most recent|last|current)(?: (?:row|version|record|state|one|entry|value)s?)(?: only)?|(?:only |just )(?:the )?(?:latest|newest|most recent) (?:row|version|record|state)s?|sync(?:ing)? changes|(?:only |just )?(?:the )?changes(?: only)?|(?:keep (?:it |them )?)?(?:up to date|up-to-date|in sync)|(?:only |just )(?:the )?(?:changed|updated|modified)(?: (?:{Rows}))?")),
        (WantedMode.Incremental, Phrases.Of($"incremental(?:ly)?(?: sync| load| append| copy| mode| refresh)?|(?:only |just )(?:(?:load|copy|take|fetch|get|pull|bring|add|append|import) )?(?:the |what is )?(?:new|newest|newer|fresh)(?: (?:{Rows}))?|(?:add|append|load|copy|fetch|pull|bring|take|get)(?: over| in)? (?:the |only |just |any )*new(?: (?:{Rows})(?: only)?|(?= [a-z]))|(?:the )?new (?:{Rows}) only|what(?: is|ever is|ever has been)? (?:new|added)(?: since (?:the )?last (?:time|run|sync))?|(?:only |just )?(?:what|whatever|rows that)(?: has| have)? (?:changed|been added|arrived|come in|came in)? ?since (?:the )?last (?:time|run|sync|load)|since (?:the )?last (?:time|run|sync|load)|(?:as )?deltas?(?: only| load)?")),
        (WantedMode.Append, Phrases.Of($"(?:append|appending|appended|appends|append only|append-only)(?: it| them| the rows| rows| mode)?|add(?:ing)? (?:it|them|those|the rows|rows|everything)?(?: to| on top of| onto) (?:{There}|the existing (?:table|data|rows)|it)|add(?:ing)? (?:it|them|rows|the rows)(?= |$)|(?:on top|at the end)(?: of {There})?|accumulate|accumulating|full refresh append")),
        (WantedMode.Overwrite, Phrases.Of($"(?:(?:replac|overwrit)(?:e|es|ing)|(?:replace|overwritten|overwrote)d?)(?: (?:{There}|it|them|everything|any existing (?:data|rows|table)|(?:the )?(?:table|file|target)(?: there)?))?(?: if it (?:already )?exists)?|(?:full|complete|total) (?:refresh|reload|overwrite|load|copy|replace)(?: overwrite)?|(?:reload|reloading|refresh|refreshing)(?: it| them| everything)?(?: completely| fully| from scratch| in full)?|from scratch|start(?:ing)? (?:over|fresh|afresh)|(?:a )?fresh copy|(?:truncate|wipe|clear|empty|flush)(?: {There}| it| the table| the target)?(?: first)? (?:and|then|and then|before) (?:re)?load(?:ing)?(?: it)?|(?:truncate|wipe|clear|empty) (?:{There}|it|the (?:target|table)) first|swap(?:ping)?(?: out)?(?: {There})?|throw away what is there|from the ground up|(?:the )?(?:old|existing) (?:data|rows|table) can go|rebuild(?:ing)?(?: it)?")),
    ];

    // Words behind which the key columns follow at once.
    private static readonly Regex KeysFollow = Phrases.Of("(?:(?:and )?(?:keep|keeping|with|only|just)(?: only| just)? )?(?:the )?(?:(?:latest|newest|most recent)(?: (?:row|version|record|state|one|entry)s?)?|(?:last|one|a single|only one|exactly one) (?:row|version|record|state|one|entry)s?)(?: of each| for each| for every| per| of every| by)(?: unique| distinct)?|(?:upsert|merge|de-?dup(?:e|licate|licated|ed|licating)?)(?:ing|d)?(?: it| them| rows)? (?:by|on|using|over|with|per)(?: the)?(?: keys?| primary keys?| columns?| fields?)?|(?:no|without) duplicates? (?:by|on|per)");

    public static void Read(Sentence sentence, Wish wish)
    {
        foreach (var phrase in sentence.Find(TargetFirst).Take(1))
        {
            if (phrase.Match.Groups["verb"].Value is "replace" or "overwrite" or "refresh" or "reload" or "rebuild")
            {
                Set(wish, WantedMode.Overwrite);
            }

            sentence.Take(phrase.First, 1, Use);
            sentence.Openers[phrase.First + 1] = ClauseKind.To;
        }

        foreach (var phrase in sentence.TakeAll(KeysFollow, Use))
        {
            Set(wish, WantedMode.Dedup);
            sentence.Openers[phrase.Next] = ClauseKind.Keys;
        }

        var found = new List<(int At, WantedMode Mode)>();
        foreach (var (mode, pattern) in Table)
        {
            found.AddRange(sentence.TakeAll(pattern, Use).Select(p => (p.First, mode)));
        }

        if (found.Count > 0)
        {
            Set(wish, Together([.. found.OrderBy(f => f.At).Select(f => f.Mode)]));
        }
    }

    // "Incrementally, no duplicates" is dedup; "append only new rows" is incremental; "replace, do not append" is overwrite.
    private static WantedMode Together(List<WantedMode> modes) =>
        modes.Contains(WantedMode.Dedup) ? WantedMode.Dedup
        : modes.Contains(WantedMode.Incremental) ? WantedMode.Incremental
        : modes[^1];

    private static void Set(Wish wish, WantedMode mode)
    {
        wish.Mode = mode;
        wish.Forget(".syncMode");
    }
}
