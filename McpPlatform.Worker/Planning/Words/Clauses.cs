using System.Text.RegularExpressions;

namespace McpPlatform.Worker.Planning.Words;

/// <summary>Cuts a sentence into clauses at the words that begin one.</summary>
internal static class Clauses
{
    private const string HeadUse = "head";

    private const string Kinds = "(?:(?:pii|(?:personal(?:ly identifiable)?|sensitive|private|confidential)(?: and (?:personal|sensitive|private|confidential))? (?:data|information|info|details))(?: (?:and|or) )?)+(?:secrets)?";

    // The order decides only between phrases that begin at the same word; there the longer one wins.
    private static readonly (ClauseKind Kind, Regex Pattern)[] Heads =
    [
        (ClauseKind.Main, Words("copy|copying|copies|load|loading|loaded|move|moving|sync|syncing|synchroni[sz]e|import|importing|export|exporting|ingest|ingesting|transfer|transferring|bring|bringing|get|getting|pull|pulling|push|pushing|put|putting|send|sending|store|save|saving|dump|dumping|fetch|fetching|replicate|replicating|mirror|migrate|stream|take|grab|land|write|read|archive|back up|backup|fill|populate|feed|extract|upload|ship|deliver|duplicate|clone|keep|add|include|show up|need|want|run|schedule")),
        (ClauseKind.Main, new Regex("(?<= ):(?= )")),
        (ClauseKind.From, Words("from|out of|coming from|that (?:is|are|lives?|lies?|sits?) in|located in|source is|source:?|reading from|taken from")),
        (ClauseKind.To, Words("into|in to|to|onto|destination is|destination|over to|goes to|going to|go to")),
        (ClauseKind.To, new Regex("(?:->|→|=>)")),
        (ClauseKind.Place, Words("in|inside|within|on|at")),
        (ClauseKind.As, Words("as|called|named|under the name(?: of)?|target(?: table)?(?: is)?|(?:call|name) the (?:target |new )?(?:table|file)")),
        (ClauseKind.With, Words("with")),
        (ClauseKind.By, Words("by|using|via")),
        (ClauseKind.Mask, Words("mask|masks|masked|masking|redact|redacted|redacting|anonymi[sz]e|anonymi[sz]ed|anonymi[sz]ing|hide|hidden|hiding|obfuscate|obfuscated|obfuscating|scrub|scrubbed|censor|censored|blank out|black out|conceal|star out")),
        (ClauseKind.Hash, Words("hash|hashed|hashing|hashes|pseudonymi[sz]e|pseudonymi[sz]ed|pseudonymi[sz]ing|mask by hashing|hash value of")),
        (ClauseKind.Partial, Words("partial(?:ly)? (?:mask|masked|masking|hide|hidden|redact)|mask partially|partially|all but the last (?:four|4)(?: digits| characters| chars)?(?: of)?|(?:show|keep|leave)?(?: only| just)?(?: the)? last (?:four|4)(?: digits| characters| chars)?(?: of)?")),
        (ClauseKind.Detect, Words($"(?:(?:detect|find) and )?(?:mask|redact|anonymi[sz]e|hide|obfuscate|scrub|censor|conceal|blank out|black out|take out|filter out|detect|look for)(?:ing)?(?: all| any| every| the)* (?:{Kinds}|secrets and {Kinds})(?: everywhere| in (?:all|every|any|each)(?: of)?(?: the)?(?: text)? (?:columns?|fields?|texts?|places?))?")),
        (ClauseKind.Detect, Words($"(?:with |and )?(?:all |any |the )*{Kinds}(?: (?:is|are|being|must be|should be))? (?:masked|redacted|anonymi[sz]ed|hidden|obfuscated|scrubbed|censored)(?: out)?")),
        (ClauseKind.DetectNot, Words($"(?:do not|no longer|stop) (?:mask|masking|redact|redacting|hide|hiding)(?: all| any| the)* {Kinds}")),
        (ClauseKind.Unmask, Words("unmask|unmasked|(?:do not|no longer|stop) (?:mask|masking|hash|hashing|redact|redacting)|in the clear")),
        (ClauseKind.Without, Words("without|except(?: for)?|excluding|exclude|leave out|leaving out|leave|skip|skipping|omit|omitting|ignore|ignoring|drop|dropping|strip|stripping|strip off|strip out|remove|removing|but not|but no|minus|apart from|other than|(?:do not|i do not|we do not) (?:copy|take|include|load|need|want|bring|send)|not including|get rid of|no")),
        (ClauseKind.Only, Words("(?:take |keep |copy |load |with |and |i need |we need |include )?(?:only|just)(?: take| keep| copy| include| need| want| load)?(?: the)?(?: columns?| fields?)?|nothing but|solely|select|pick|choose|with (?:the )?(?:columns?|fields?)|limited to(?: the)?(?: columns?| fields?)?")),
        (ClauseKind.Rename, Words("rename|renaming|renamed|change the name of|call (?:the )?(?:column|field)")),
        (ClauseKind.Cast, Words("cast|casting|convert|converting|treat|treating|turn|turning|parse|change the type of")),
        (ClauseKind.Where, Words("where|whose|filter(?:ed|ing)?(?: by| on| to| for| where)?|having|for which|(?:(?:only|just|keep|take|copy|load|include)(?: only| just)? )*(?:the )?(?:rows|records|lines|entries|ones|those)? ?(?:where|whose|that have|which have|for which|in which)|(?:(?:only|just|keep|take|copy|load|include)(?: only| just)? )*(?:the )?(?:rows|records|lines|entries|ones|those) (?:with|having|where|whose|if)")),
        (ClauseKind.Keys, Words("(?:with )?(?:the )?(?:primary |unique )?keys?(?: columns?| fields?)?(?: is| are| on| by|:| =)?|keyed (?:by|on)|unique (?:by|on|per)|identified by|matching on|match on|matched (?:by|on)|one row per|per")),
        (ClauseKind.Cursor, Words("(?:with )?(?:the )?(?:cursor|watermark)(?: column| field)?(?: is| on| by|:| =)?|track(?:ed|ing)?(?: changes)? (?:by|on|with|using|through)|based on|according to|ordered by|going by|go by")),
    ];

    public static List<Clause> Cut(Sentence sentence, int turn)
    {
        var heads = Found(sentence);
        var clauses = new List<Clause>();
        var bounds = new List<(ClauseKind Kind, int First, int Body, bool Back)> { (ClauseKind.Main, 0, 0, false) };
        var current = ClauseKind.Main;
        foreach (var (kind, phrase) in heads)
        {
            if (Belongs(current, kind, phrase) || IsNoun(sentence, phrase))
            {
                continue;
            }

            current = kind;
            sentence.Take(phrase.First, phrase.Count, HeadUse);
            bounds.Add((kind, phrase.First, phrase.Next, phrase.Match.Value.EndsWith("ed", StringComparison.Ordinal) || phrase.Match.Value is "hidden"));
        }

        bounds.AddRange(bounds.Where(b => b.Kind == ClauseKind.As).Select(b => ListGoesOn(sentence, b.Body)).OfType<int>().Select(at => (ClauseKind.Main, at, at, false)).ToList());
        bounds.AddRange(sentence.Openers.Select(o => (o.Value, o.Key, o.Key, false)));
        bounds.Sort((a, b) => (a.First, a.Body).CompareTo((b.First, b.Body)));
        for (var i = 0; i < bounds.Count; i++)
        {
            var end = i + 1 < bounds.Count ? bounds[i + 1].First : sentence.Tokens.Count;
            clauses.Add(new Clause(bounds[i].Kind, sentence, turn, bounds[i].Body, end) { LooksBack = bounds[i].Back });
        }

        return clauses;
    }

    // "orders as a and customers as b": a name given with "as" ends where the list goes on.
    private static int? ListGoesOn(Sentence sentence, int body) =>
        Enumerable.Range(body, sentence.Tokens.Count - body).TakeWhile(sentence.IsFree).Where(i => i > body && sentence.Tokens[i].Text is "and" or ",")
            .Select(i => (int?)i).FirstOrDefault();

    // "rename a to b", "turn a into a number", "where a is in b": these words belong to the clause they stand in.
    private static bool Belongs(ClauseKind current, ClauseKind head, Phrase phrase) => current switch
    {
        ClauseKind.Rename => phrase.Match.Value is "to" or "as" or "into" or "=>" or "->" or "→",
        ClauseKind.Cast => phrase.Match.Value is "to" or "as" or "into" or "in to",
        ClauseKind.Where => phrase.Match.Value is "in" or "at" or "on" or "no" or "key" or "keys" or ":",
        _ => phrase.Match.Value == ":" && current is not (ClauseKind.To or ClauseKind.From or ClauseKind.Place),
    };

    // "the password hash": a command stands at the beginning or behind a conjunction, not behind another word.
    private static bool IsNoun(Sentence sentence, Phrase phrase) =>
        phrase.Match.Value is "hash" or "mask" or "key" or "keys" && phrase.First > 0 && sentence.IsFreeName(phrase.First - 1)
        && sentence.Tokens[phrase.First - 1].Text is not ("and" or "then" or "also" or "please" or "but" or "to" or "you" or "i" or "we" or "should" or "the" or "with" or "primary" or "unique");

    private static List<(ClauseKind Kind, Phrase Phrase)> Found(Sentence sentence)
    {
        var all = Heads.SelectMany(h => sentence.Find(h.Pattern).Select(p => (h.Kind, Phrase: p)))
            .OrderBy(h => h.Phrase.First).ThenByDescending(h => h.Phrase.Count);
        var kept = new List<(ClauseKind Kind, Phrase Phrase)>();
        var next = 0;
        foreach (var head in all)
        {
            if (head.Phrase.First >= next)
            {
                kept.Add(head);
                next = head.Phrase.Next;
            }
        }

        return kept;
    }

    private static Regex Words(string alternatives) => Phrases.Of(alternatives);
}
