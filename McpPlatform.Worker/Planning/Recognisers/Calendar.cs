using System.Globalization;
using System.Text.RegularExpressions;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Recognisers;

/// <summary>Days as people say them: weekdays, Monday to Friday, the first of the month, every quarter.</summary>
internal static class Calendar
{
    private const string Day = "sun(?:day)?s?|mon(?:day)?s?|tue(?:s|sday|sdays)?|wed(?:nesday|nesdays)?|thu(?:r|rs|rsday|rsdays)?|fri(?:day)?s?|sat(?:urday)?s?";
    private const string Month = "january|february|march|april|may|june|july|august|september|october|november|december";

    private static readonly string[] DayStarts = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private static readonly Regex Range = Phrases.Of(
        $"(?:(?:every|on|from|each|between) )?(?<from>{Day}) ?(?:to|through|until|till|thru|and|-) (?<to>{Day})(?= |$)".Replace("|and|-", "|-", StringComparison.Ordinal)
        + $"|(?<from>mon|tue|wed|thu|fri|sat|sun)-(?<to>mon|tue|wed|thu|fri|sat|sun)");

    private static readonly Regex Weekdays = Phrases.Of("(?:(?:every|on|each|all|only on|during) )*(?:the )?(?:weekdays?|workdays?|working days?|work days?|business days?)(?: only)?");
    private static readonly Regex Weekends = Phrases.Of("(?:(?:every|on|each|at|only on) )*(?:the )?weekends?");

    private static readonly Regex NamedDays = Phrases.Of(
        $"(?:(?:every|each|on|only on|on every) )(?<day>{Day})(?:(?: ,| and| , and| &| or)(?: on| every)? (?<day>{Day}))*"
        + "|(?<day>(?:sun|mon|tues|wednes|thurs|fri|satur)days)(?:(?: ,| and| , and| &)(?: on)? (?<day>(?:sun|mon|tues|wednes|thurs|fri|satur)days))*"
        + $"|(?:weekly|once a week|every week) (?:on )?(?<day>{Day})(?:(?: and| ,) (?<day>{Day}))*");

    private static readonly Regex NthWeekday = Phrases.Of(
        $"(?:(?:on|every) )?(?:the )?(?:first|second|third|fourth|last|1st|2nd|3rd|4th) (?<day>{Day}|weekday|workday|business day|working day)(?: of (?:the|each|every) month| every month)?");

    private static readonly Regex LastOfMonth = Phrases.Of("(?:(?:on|at|every) )?(?:the )?(?:last day|end)(?: of)? (?:the|each|every) months?|month-?end");

    private static readonly Regex MonthDays = Phrases.Of(
        "(?:(?:every month|monthly|each month) )?(?:on )?(?:the )?(?<nth>first|1st|\\d{1,2}(?:st|nd|rd|th))(?: day)?(?:(?: ,| and| , and)(?: on)?(?: the)? (?<nth>\\d{1,2}(?:st|nd|rd|th)|first))*(?: day)?(?: of| in)? (?:(?:the|each|every|a) )*months?"
        + "|(?:every month|monthly|each month)(?: on)? (?:the )?(?<nth>first|1st|\\d{1,2}(?:st|nd|rd|th))(?:(?: and| ,)(?: on)?(?: the)? (?<nth>\\d{1,2}(?:st|nd|rd|th)))*"
        + "|(?:on )?day (?<nth>\\d{1,2}) of (?:the|each|every) month"
        + "|on the (?<nth>\\d{1,2}(?:st|nd|rd|th))(?:(?: and| ,)(?: on)?(?: the)? (?<nth>\\d{1,2}(?:st|nd|rd|th)))*(?= |$)"
        + "|(?:at )?the (?:start|beginning) of (?:the|each|every) month");

    private static readonly Regex Months = Phrases.Of($"(?:every|each|in|only in|on) (?<month>{Month})(?:(?: ,| and) (?<month>{Month}))*(?: only)?");
    private static readonly Regex YearDay = Phrases.Of($"(?:every year |yearly |annually )?(?:on )?(?:the )?(?:(?<month>{Month}) (?<nth>\\d{{1,2}})(?:st|nd|rd|th)?|(?<nth>\\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?<month>{Month}))(?: every year| each year)?");

    public static void Take(Sentence sentence, ScheduleWords said, string use)
    {
        foreach (var phrase in sentence.TakeAll(Range, use))
        {
            said.AddRange(DayOf(phrase.Match.Groups["from"].Value), DayOf(phrase.Match.Groups["to"].Value));
        }

        // Neither fits five fields: a named day and a day of the month are joined by "or" there.
        foreach (var phrase in sentence.TakeAll(NthWeekday, use))
        {
            said.Fault ??= $"'{phrase.Match.Value}' cannot be said in one five-field schedule. Choose days of the month or days of the week.";
        }

        foreach (var phrase in sentence.TakeAll(LastOfMonth, use))
        {
            said.Fault ??= $"'{phrase.Match.Value}' cannot be said in one five-field schedule, since months differ in length. Choose a day from 1 to 28.";
        }

        if (sentence.TakeAll(Weekdays, use).Count > 0)
        {
            said.AddRange(1, 5);
        }

        if (sentence.TakeAll(Weekends, use).Count > 0)
        {
            said.WeekDays.UnionWith([0, 6]);
        }

        foreach (Capture day in sentence.TakeAll(NamedDays, use).SelectMany(p => p.Match.Groups["day"].Captures))
        {
            said.WeekDays.Add(DayOf(day.Value));
        }

        foreach (var phrase in sentence.TakeAll(YearDay, use).Concat(sentence.TakeAll(MonthDays, use)).Concat(sentence.TakeAll(Months, use)))
        {
            AddMonthParts(phrase, said);
        }
    }

    private static void AddMonthParts(Phrase phrase, ScheduleWords said)
    {
        foreach (Capture month in phrase.Match.Groups["month"].Captures)
        {
            said.Months.Add(Array.FindIndex(CultureInfo.InvariantCulture.DateTimeFormat.MonthNames, m => m.Equals(month.Value, StringComparison.OrdinalIgnoreCase)) + 1);
        }

        foreach (Capture nth in phrase.Match.Groups["nth"].Captures)
        {
            var day = nth.Value == "first" ? 1 : int.Parse(string.Concat(nth.Value.TakeWhile(char.IsDigit)), CultureInfo.InvariantCulture);
            said.MonthDays.Add(day);
            said.Fault ??= day is < 1 or > 31 ? $"No month has a day {day}." : null;
        }

        if (phrase.Match.Value.Contains("start", StringComparison.Ordinal) || phrase.Match.Value.Contains("beginning", StringComparison.Ordinal))
        {
            said.MonthDays.Add(1);
        }
    }

    private static int DayOf(string day) => Array.FindIndex(DayStarts, d => day.StartsWith(d, StringComparison.Ordinal));
}
