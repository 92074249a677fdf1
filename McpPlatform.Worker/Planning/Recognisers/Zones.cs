using System.Text.RegularExpressions;
using McpPlatform.Core.Planning;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Recognisers;

/// <summary>Time zones as people name them: a city, a country's one zone, a common abbreviation, or an IANA name.</summary>
internal static class Zones
{
    private static readonly Dictionary<string, string> ByName = Table("""
        utc=UTC|gmt=UTC|zulu=UTC|universal=UTC|coordinated universal=UTC
        berlin=Europe/Berlin|munich=Europe/Berlin|hamburg=Europe/Berlin|frankfurt=Europe/Berlin|cologne=Europe/Berlin|german=Europe/Berlin|germany=Europe/Berlin
        paris=Europe/Paris|french=Europe/Paris|london=Europe/London|uk=Europe/London|british=Europe/London|dublin=Europe/Dublin|irish=Europe/Dublin
        madrid=Europe/Madrid|barcelona=Europe/Madrid|lisbon=Europe/Lisbon|rome=Europe/Rome|milan=Europe/Rome|vienna=Europe/Vienna
        zurich=Europe/Zurich|zürich=Europe/Zurich|geneva=Europe/Zurich|swiss=Europe/Zurich|amsterdam=Europe/Amsterdam|dutch=Europe/Amsterdam
        brussels=Europe/Brussels|copenhagen=Europe/Copenhagen|stockholm=Europe/Stockholm|oslo=Europe/Oslo|helsinki=Europe/Helsinki
        warsaw=Europe/Warsaw|prague=Europe/Prague|budapest=Europe/Budapest|bucharest=Europe/Bucharest|athens=Europe/Athens|sofia=Europe/Sofia
        kyiv=Europe/Kyiv|kiev=Europe/Kyiv|moscow=Europe/Moscow|istanbul=Europe/Istanbul
        new york=America/New_York|nyc=America/New_York|boston=America/New_York|washington=America/New_York|miami=America/New_York|atlanta=America/New_York
        eastern=America/New_York|us eastern=America/New_York|est=America/New_York|edt=America/New_York|et=America/New_York
        chicago=America/Chicago|dallas=America/Chicago|houston=America/Chicago|austin=America/Chicago|central us=America/Chicago|us central=America/Chicago|cst=America/Chicago|cdt=America/Chicago
        denver=America/Denver|mountain=America/Denver|us mountain=America/Denver|mst=America/Denver|mdt=America/Denver|phoenix=America/Phoenix
        los angeles=America/Los_Angeles|san francisco=America/Los_Angeles|seattle=America/Los_Angeles|la=America/Los_Angeles|pacific=America/Los_Angeles
        us pacific=America/Los_Angeles|pst=America/Los_Angeles|pdt=America/Los_Angeles|pt=America/Los_Angeles
        toronto=America/Toronto|montreal=America/Toronto|vancouver=America/Vancouver|mexico city=America/Mexico_City
        sao paulo=America/Sao_Paulo|são paulo=America/Sao_Paulo|buenos aires=America/Argentina/Buenos_Aires|bogota=America/Bogota|lima=America/Lima|santiago=America/Santiago
        tokyo=Asia/Tokyo|japan=Asia/Tokyo|jst=Asia/Tokyo|osaka=Asia/Tokyo|seoul=Asia/Seoul|korean=Asia/Seoul|beijing=Asia/Shanghai|shanghai=Asia/Shanghai|china=Asia/Shanghai
        hong kong=Asia/Hong_Kong|singapore=Asia/Singapore|bangkok=Asia/Bangkok|jakarta=Asia/Jakarta|manila=Asia/Manila|taipei=Asia/Taipei
        mumbai=Asia/Kolkata|delhi=Asia/Kolkata|new delhi=Asia/Kolkata|bangalore=Asia/Kolkata|kolkata=Asia/Kolkata|india=Asia/Kolkata|indian=Asia/Kolkata
        karachi=Asia/Karachi|dubai=Asia/Dubai|tel aviv=Asia/Jerusalem|jerusalem=Asia/Jerusalem|riyadh=Asia/Riyadh|tehran=Asia/Tehran
        cairo=Africa/Cairo|lagos=Africa/Lagos|nairobi=Africa/Nairobi|johannesburg=Africa/Johannesburg|cape town=Africa/Johannesburg
        sydney=Australia/Sydney|melbourne=Australia/Melbourne|brisbane=Australia/Brisbane|perth=Australia/Perth|auckland=Pacific/Auckland|honolulu=Pacific/Honolulu
        cet=Europe/Berlin|cest=Europe/Berlin|central european=Europe/Berlin|bst=Europe/London|eet=Europe/Helsinki|wet=Europe/Lisbon|aest=Australia/Sydney|aedt=Australia/Sydney
        """);

    private static readonly string Alternatives =
        string.Join('|', ByName.Keys.OrderByDescending(k => k.Length).Select(Regex.Escape)).Replace("\\ ", " ", StringComparison.Ordinal);

    private static readonly Regex Said = Phrases.Of(
        $"(?:(?:in|on|at|using) )?(?:the )?(?<place>{Alternatives})(?: (?:standard|daylight|local))? (?:time ?zone|time|timezone)"
        + "|(?:in|on|using)?(?: the)? ?(?:time ?zone|timezone|tz)(?: of| is|:| =)? (?<place>" + Alternatives + ")"
        + "|(?<iana>(?:africa|america|antarctica|asia|atlantic|australia|europe|indian|pacific)/[a-z_]+(?:/[a-z_]+)?)(?: time)?");

    private static readonly Regex AfterTime = Phrases.Of($"(?:(?:in|,) )?(?<place>{Alternatives})");

    /// <summary>A zone that was said beyond doubt, taken from the sentence.</summary>
    public static string? Take(Sentence sentence, string use)
    {
        foreach (var phrase in sentence.Find(Said))
        {
            if (Resolve(phrase) is { } zone)
            {
                sentence.Take(phrase.First, phrase.Count, use);
                return zone;
            }
        }

        return null;
    }

    /// <summary>A place name right behind a time of day ("at 6:30 in Berlin").</summary>
    public static string? TakeBehind(Sentence sentence, Func<int, bool> isTime, string use)
    {
        foreach (var phrase in sentence.Find(AfterTime).Where(p => p.First > 0 && isTime(p.First - 1)))
        {
            sentence.Take(phrase.First, phrase.Count, use);
            return Resolve(phrase);
        }

        return null;
    }

    /// <summary>The zone of a name given as an answer.</summary>
    public static string? Find(string said)
    {
        var name = said.Trim();
        return ByName.TryGetValue(name.ToLowerInvariant().Replace(" time", "", StringComparison.Ordinal), out var zone) ? zone : Iana(name);
    }

    private static string? Resolve(Phrase phrase) =>
        phrase.Match.Groups["place"] is { Success: true } place ? ByName[place.Value] : Iana(phrase.Match.Groups["iana"].Value);

    private static string? Iana(string name)
    {
        var spelled = string.Join('/', name.Split('/').Select(part => string.Join('_', part.Split('_', ' ').Select(Capital))));
        return TimeZones.TryFind(name, out _) && !name.Equals("utc", StringComparison.Ordinal) ? name : TimeZones.TryFind(spelled, out _) ? spelled : null;
    }

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant();

    private static Dictionary<string, string> Table(string rows) =>
        rows.Split(['|', '\n']).Select(r => r.Trim().Split('=')).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
}
