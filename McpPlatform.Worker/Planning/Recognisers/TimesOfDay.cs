using System.Globalization;
using System.Text.RegularExpressions;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Recognisers;

/// <summary>Times of day as people say them: 6:30, 8am, 18h, noon, half past six, 7 in the evening.</summary>
internal static class TimesOfDay
{
    private const string Clock = @"(?<hour>\d{1,2})(?:[:.](?<minute>\d{2}))?(?:h|hrs)?";
    private const string Half = "(?<half>am|pm|a\\.m|p\\.m|in the morning|in the afternoon|in the evening|at night|oclock)";

    private static readonly Dictionary<string, int> Numbers = "one two three four five six seven eight nine ten eleven twelve"
        .Split(' ').Select((w, i) => (w, i + 1)).ToDictionary(p => p.w, p => p.Item2, StringComparer.Ordinal);

    private static readonly string Spelled = string.Join('|', Numbers.Keys);

    // A bare number is a time only behind "at" or another time; with minutes or am/pm it always is.
    private static readonly Regex Said = Phrases.Of(
        @"(?:at |@ |around |about )?(?:(?<word>noon|midday|midnight)"
        + $@"|(?<past>half past|quarter past|quarter to) (?<number>\d{{1,2}}|{Spelled})(?: {Half})?"
        + $@"|(?<hour>\d{{1,2}})(?:[:.](?<minute>\d{{2}}))? ?{Half}"
        + @"|(?<hour>\d{1,2}):(?<minute>\d{2})(?::\d{2})?"
        + $@"|(?<number>{Spelled}) {Half})"
        + @"|(?:at|@) (?<hour>\d{1,2})(?:h|hrs)?(?= |$)"
        + @"|(?:at|@) (?<hour>\d{1,2})\.(?<minute>\d{2})(?= |$)"
        + $@"|at (?<number>{Spelled})(?= |$)");

    private static readonly Regex Following = Phrases.Of(@"(?:, and|and|,|or|&) (?:at )?(?<hour>\d{1,2})(?::(?<minute>\d{2}))?");

    /// <summary>Takes the times said; a time that no clock shows comes back as a fault.</summary>
    public static (List<TimeOnly> Times, string? Fault) Take(Sentence sentence, string use)
    {
        var times = new List<TimeOnly>();
        string? fault = null;
        var ends = new HashSet<int>();
        var half = "";
        foreach (var phrase in sentence.Find(Said))
        {
            sentence.Take(phrase.First, phrase.Count, use);
            ends.Add(phrase.Next);
            half = phrase.Match.Groups["half"].Value;
            Add(phrase.Match, half, times, ref fault);
        }

        // "at 8, 12 and 20": numbers that go on a list of times.
        for (var more = true; more && ends.Count > 0;)
        {
            more = false;
            foreach (var phrase in sentence.Find(Following).Where(p => ends.Contains(p.First)))
            {
                sentence.Take(phrase.First, phrase.Count, use);
                ends.Add(phrase.Next);
                Add(phrase.Match, half, times, ref fault);
                more = true;
            }
        }

        return ([.. times.Distinct().Order()], fault);
    }

    /// <summary>Reads an hour such as 9, 9am, 17:00 or noon.</summary>
    public static int? Hour(string text)
    {
        if (text is "noon" or "midday")
        {
            return 12;
        }

        if (text == "midnight")
        {
            return 0;
        }

        var match = Regex.Match(text.Trim(), $"^{Clock} ?(?<half>am|pm)?$", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return match.Success && Time(match, match.Groups["half"].Value) is { Minute: 0 } time ? time.Hour : null;
    }

    private static void Add(Match match, string half, List<TimeOnly> times, ref string? fault)
    {
        if (Time(match, half) is { } time)
        {
            times.Add(time);
        }
        else
        {
            fault ??= match.Value.Replace("at ", "", StringComparison.Ordinal);
        }
    }

    private static TimeOnly? Time(Match match, string half)
    {
        if (match.Groups["word"].Value is { Length: > 0 } word)
        {
            return word == "midnight" ? TimeOnly.MinValue : new TimeOnly(12, 0);
        }

        var number = match.Groups["number"].Value;
        var hour = number.Length > 0
            ? Numbers.TryGetValue(number, out var spelled) ? spelled : Int(number)
            : Int(match.Groups["hour"].Value);
        var minute = match.Groups["minute"] is { Success: true } said ? Int(said.Value) : 0;
        (hour, minute) = match.Groups["past"].Value switch
        {
            "half past" => (hour, 30),
            "quarter past" => (hour, 15),
            "quarter to" => (hour - 1, 45),
            _ => (hour, minute),
        };
        var afternoon = half is "pm" or "p.m" or "in the afternoon" or "in the evening" || (half == "at night" && hour is > 5 and < 12);
        var morning = half is "am" or "a.m" or "in the morning" || (half == "at night" && hour == 12);
        if (hour > 12 && half is "am" or "pm" && hour > 12)
        {
            return null;
        }

        hour = afternoon && hour < 12 ? hour + 12 : morning && hour == 12 ? 0 : hour;
        return hour is >= 0 and <= 23 && minute <= 59 ? new TimeOnly(hour, minute) : null;
    }

    private static int Int(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
