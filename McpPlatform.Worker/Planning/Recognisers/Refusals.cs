using System.Text.RegularExpressions;
using McpPlatform.Contracts.Planning;
using McpPlatform.Worker.Planning.Drafting;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Recognisers;

/// <summary>What this product does not do, whoever asks. A refusal says what it does instead.</summary>
internal static class Refusals
{
    private const string Use = "refused";
    private const string Secrets = "passwords?|passwd|secrets?|credentials?|api ?keys?|api-keys?|access keys?|private keys?|admin keys?|admin\\.key|secrets\\.key|connection strings?|tokens?|encryption keys?|secret://\\S+";
    private const string Things = "tables?|databases?|schemas?|connections?|everything|warehouse|all data|the data|rows|records|indexe?s?|views?|users?|roles?|pipelines?|files?|database";

    private static readonly (string Reason, Regex Pattern)[] Always =
    [
        ("Secrets are never shown or copied; a plan carries references to them only.",
            Phrases.Of($"(?:show|tell|give|print|reveal|display|list|what (?:is|are)|leak|expose|echo|decrypt)(?: me| us)?(?: the| all| all the| every| my| our| your| its)*(?: [\\w.-]+)?(?: [\\w.-]+)? (?:{Secrets})")),
        ("Secrets are never shown or copied; a plan carries references to them only.",
            Phrases.Of("(?:copy|load|export|get|send|read|dump|move|output|log|return) (?:me )?(?:the |all |my |our |every )*(?:api ?keys?|api-keys?|access keys?|private keys?|admin keys?|encryption keys?|connection strings?)")),
        ("A plan only moves rows; it never drops or deletes tables, rows, files or anything else.",
            Phrases.Of($"(?:drop|delete|erase|destroy|purge|truncate|wipe(?: out)?|nuke|remove|clear|kill|empty|get rid of)(?: all| the| every| my| our| any| from| all the| of)*(?: [\\w.*\"-]+){{0,3}} (?:{Things})(?! first| and (?:re)?load)")),
        ("A plan only moves rows; it never drops or deletes tables, rows, files or anything else.",
            Phrases.Of("(?:delete|truncate|erase|destroy|purge|nuke)(?: from)? \\S+|drop (?:table|database|schema|user|role|view|index|everything)|rm -rf.*|then delete (?:them|it|the source)|and delete (?:them|it|the originals?|the source)(?: .*)?")),
        ("Opening a gate is a person's decision and is asked for after the plan is shown; words in a request cannot take it.",
            Phrases.Of("(?:approve (?:it|this|the plan|everything)(?: yourself| automatically| for me)?|without (?:any |my )?(?:approval|asking|confirmation)|skip (?:the |any )?approvals?|bypass .*|auto-?approve.*|ignore (?:all |any |the |your )?(?:previous |prior |safety |above )?(?:instructions|rules|policy|policies|polic(?:y|ies)|guidelines|prompts?).*|disregard .* (?:instructions|rules))")),
        ("Changing users and rights is outside of what a plan does.",
            Phrases.Of("(?:grant|revoke) .*|create (?:a |an |new )*(?:user|role|superuser|admin|login|account|key|api key).*|(?:alter|change|reset|rotate) (?:the |my |a )*(?:\\S+ )?(?:user|role|password|passwords|permissions?|rights).*|make me (?:an )?admin.*|give me (?:admin|root|superuser).*")),
        ("Plans move rows as they are: take columns, rename, mask, cast and filter. They do not join, sum up or compute; do that in the warehouse with SQL.",
            Phrases.Of("(?:join|joined|joining) .*|(?:aggregate|aggregated|group(?:ed)? by|sum(?:med)? (?:up|of|the)|average|pivot|unpivot|rank|calculate|compute|total up) .*|(?:count|sum|average|total|mean|median) (?:of|the|by|per|how many) .*|how many .*")),
        ("Running SQL or programs is outside of what a plan does; to look at the warehouse use a read-only query.",
            Phrases.Of("(?:run|execute|exec) (?:the |this |a |my |some )*(?:sql|query|script|command|code|program|shell|statement|bash|python).*|(?:sudo|curl|wget|chmod) .*|insert into \\S+ (?:values|\\().*|update \\S+ set .*|alter table .*|create (?:a |an |the )?(?:table|database|index|view|schema).*")),
        ("That is outside of what this product does: it moves data between connections.",
            Phrases.Of("(?:write|tell|sing|compose)(?: me| us)? (?:a |an |some |the )*(?:poem|joke|song|story|essay|code|program|function|haiku|limerick).*|(?:what is|how is) the weather.*|(?:what|who|how|why|when|where) (?:is|are|was|were|did|does) (?:the |a )?(?:capital|president|meaning|time|weather|you|best|moon|sun|biggest|population).*|(?:email|e-mail|mail|text|tweet|post|fax) (?:the|me|my|us|it|them|this) .*|(?:send|write) (?:an |a |me an |them an )*(?:e-?mails?|messages?|slack|sms|tweets?).*|train (?:a |an |the )*(?:\\S+ )?models?.*|(?:book|order|buy) (?:me |us )?(?:a |an |some )*(?:flight|pizza|table|ticket|hotel|taxi).*|(?:reboot|restart|shut ?down|stop|kill) (?:the )?(?:server|machine|computer|worker|platform|service|gateway).*|(?:hack|attack|exploit|ddos|scan) .*|(?:translate|summari[sz]e|draw|plot|chart|predict|forecast|play) .*|install .*|(?:make|create|build|design) (?:me )?(?:a |an )*(?:website|app|dashboard|chart|report|logo|graph).*")),
    ];

    private static readonly Regex Outside = new(
        @"^(?:/|~/|\.\./|file:|[a-z]:\\)|(?:^|/)\.\.(?:/|$)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    private static readonly Regex LeftOver = Phrases.Of(Secrets);

    /// <summary>Finds what is refused, unless it is about columns ("leave out the password column", "drop the email field").</summary>
    public static void Read(Sentence sentence, Wish wish)
    {
        foreach (var (reason, pattern) in Always)
        {
            foreach (var phrase in sentence.Find(pattern).Where(p => !SpeaksOfColumns(sentence, p)))
            {
                sentence.Take(phrase.First, phrase.Count, Use);
                wish.Refusals.Add(new PlanReason("", $"{reason} (You said: '{sentence.Original(phrase.First, phrase.Next - 1)}'.)"));
            }
        }

        for (var i = 0; i < sentence.Tokens.Count; i++)
        {
            if (Outside.IsMatch(sentence.Tokens[i].Original) && sentence.Tokens[i].Text.Length > 1)
            {
                sentence.Take(i, 1, Use);
                wish.Refusals.Add(new PlanReason("source.connection",
                    $"'{sentence.Tokens[i].Original}' is a path outside of every connection. Files are read through connections only; make its folder a connection first."));
            }
        }
    }

    /// <summary>Secrets nobody asked to mask or leave out, and that are no stream and no column.</summary>
    public static void ReadRest(Wish wish)
    {
        foreach (var sentence in wish.Sentences)
        {
            foreach (var phrase in sentence.TakeAll(LeftOver, Use))
            {
                wish.Refusals.Add(new PlanReason("", $"{Always[0].Reason} (You said: '{phrase.Match.Value}'.)"));
            }
        }
    }

    private static bool SpeaksOfColumns(Sentence sentence, Phrase phrase)
    {
        bool IsColumnWord(int i) => i < sentence.Tokens.Count && sentence.Tokens[i].Text is "column" or "columns" or "field" or "fields";
        var inside = Enumerable.Range(phrase.First, phrase.Count).Any(IsColumnWord);
        return inside || IsColumnWord(phrase.Next) || phrase.Match.Value.Contains("duplicates", StringComparison.Ordinal)
            || (phrase.Match.Value.Split(' ')[0] is "remove" or "drop" or "clear" or "empty" or "wipe" && phrase.Match.Value.Contains(" from ", StringComparison.Ordinal));
    }
}
