using System.Text.RegularExpressions;
using McpPlatform.Contracts.Plans;
using McpPlatform.Worker.Planning.Drafting;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Recognisers;

/// <summary>Finds the pipeline's name, what happens when the schema changes, and how a file is to be read.</summary>
internal static class SettingsRecogniser
{
    private const string Use = "settings";
    private const string Columns = "columns?|fields?|properties";
    private const string Strange = "new|unknown|unexpected|additional|extra|unfamiliar";

    private static readonly Regex Name = Phrases.Of(
        "(?:and )?(?:please )?(?:(?:call|name|title) (?:it|this|that|the (?:pipeline|job))(?: as)?|(?:pipeline|job) (?:name|called|named)(?: is)?:?|as (?:a )?(?:pipeline|job) (?:called|named)|under the (?:pipeline|job) name|with the name) (?<name>¤|[^,;.]+?)(?= (?:and|then|but) (?:run|mask|load|copy|hash|make|schedule|do|every|use|leave|keep|also|replace|append|overwrite|put|rename)|$| [,;.])");

    private static readonly (SchemaPolicy Policy, Regex Pattern)[] Policies =
    [
        (SchemaPolicy.DiscardRow, Phrases.Of($"(?:discard|drop|skip|ignore|leave out|throw away|reject) (?:the |any |all )?(?:rows|records)(?: that have| with| having| that contain| containing)(?: any)? (?:{Strange}) (?:{Columns})|schema policy(?: is|:)? discard[ _]rows?")),
        (SchemaPolicy.DiscardField, Phrases.Of($"(?:discard|drop|skip|ignore|ignoring|leave out|do not (?:add|take|copy)|throw away|discarding|no) (?:the |any |all )?(?:values of )?(?:{Strange}) (?:{Columns})(?: that appear(?: later)?)?|schema policy(?: is|:)? discard[ _]fields?")),
        (SchemaPolicy.Freeze, Phrases.Of($"(?:fail|stop|abort|break|halt|refuse|error)(?: the run| loudly| it| out)? (?:if|when|whenever|on|should|as soon as) (?:the |any |a )?(?:(?:source )?schema|{Columns}|structure|layout)(?: ever)?(?: is| are)?(?: has| have)?(?: changed?s?| differs?| different| added| new| changes)|fail on schema changes?|(?:freeze|lock|fix|frozen|locked)(?: the)?(?: schema| columns| structure)?|do not (?:let|allow) (?:the )?(?:schema|columns)(?: to)? change|(?:no|refuse) schema changes|schema policy(?: is|:)? freeze|strict schema|the schema must not change")),
        (SchemaPolicy.Evolve, Phrases.Of($"(?:evolve|evolving)(?: the)?(?: schema)?|(?:let|allow) (?:the )?schema(?: to)? (?:evolve|change|grow)|(?:add|accept|take|pick up|include|adopt|allow)(?: any| the| all)? new (?:{Columns})(?: automatically| as they (?:come|appear)| when they appear| too)?|schema policy(?: is|:)? evolve|follow schema changes")),
    ];

    private static readonly (string Option, string? Value, Regex Pattern)[] FileOptions =
    [
        ("delimiter", ";", Phrases.Of("(?:semicolon|semi-colon)(?: |-)?(?:separated|delimited)(?: csv| file| values)?|separated by (?:semicolons?|;)|(?:delimiter|separator)(?: is|:| =)? ?(?:;|semicolon)|semicolon as (?:delimiter|separator)|semicolon-separated|semicolon-delimited")),
        ("delimiter", "\t", Phrases.Of("tab(?: |-)?(?:separated|delimited)(?: csv| file| values)?|separated by tabs?|(?:delimiter|separator)(?: is|:| =)? ?tab|tab-separated|tab-delimited")),
        ("delimiter", "|", Phrases.Of(@"pipe(?: |-)?(?:separated|delimited)(?: csv| file| values)?|separated by (?:pipes?|\|)|(?:delimiter|separator)(?: is|:| =)? ?(?:\||pipe)|pipe-separated|pipe-delimited")),
        ("delimiter", ",", Phrases.Of("comma(?: |-)(?:separated|delimited)(?: file| values)?|separated by commas?|(?:delimiter|separator)(?: is|:| =)? ?(?:,|comma)|comma-separated")),
        ("header", "false", Phrases.Of("(?:without|with no|no|has no|have no|there is no)(?: a)? headers?(?: row| line)?|headerless")),
        ("header", "true", Phrases.Of("(?:with|has)(?: a)? header(?: row| line)?|(?:the )?first (?:row|line) is (?:the|a) header")),
        ("encoding", null, Phrases.Of("(?:(?:encoded )?(?:in|as|with) )?(?:encoding(?: is|:| =)? )?(?<value>latin-?1|utf-?8|utf-?16|iso-8859-1|iso-8859-15|windows-1252|cp1252)(?: encoding| encoded)?")),
    ];

    public static void ReadName(Sentence sentence, Wish wish)
    {
        foreach (var phrase in sentence.Find(Name).Take(1))
        {
            var at = phrase.Match.Groups["name"];
            var skip = phrase.Match.Value[..(at.Index - phrase.Match.Index)].Count(c => c == ' ');
            var first = phrase.First + skip;
            wish.Name = first == phrase.Next - 1 ? sentence.Tokens[first].Original : sentence.Original(first, phrase.Next - 1).Trim('"', '\'');
            wish.Answers.Remove("name");
            sentence.Take(phrase.First, phrase.Count, Use);
        }
    }

    public static void Read(Sentence sentence, Wish wish)
    {
        foreach (var (policy, pattern) in Policies)
        {
            if (sentence.TakeAll(pattern, Use).Count > 0)
            {
                wish.Policy = policy;
                wish.Answers.Remove("schemaPolicy");
            }
        }

        foreach (var (option, value, pattern) in FileOptions)
        {
            foreach (var phrase in sentence.TakeAll(pattern, Use))
            {
                wish.SourceOptions[option] = value ?? phrase.Match.Groups["value"].Value;
            }
        }
    }
}
