using System.Globalization;
using System.Text.RegularExpressions;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Planning;
using McpPlatform.Worker.Planning.Words;

namespace McpPlatform.Worker.Planning.Recognisers;

/// <summary>Finds what a sentence says about when to run.</summary>
internal static class ScheduleRecogniser
{
    private const string Use = "schedule";
    private const string Hour = @"\d{1,2}(?::\d{2})? ?(?:am|pm)?|noon|midnight|midday";

    private static readonly Dictionary<string, int> Numbers = new(StringComparer.Ordinal)
    {
        ["two"] = 2, ["three"] = 3, ["four"] = 4, ["five"] = 5, ["six"] = 6, ["eight"] = 8, ["ten"] = 10, ["twelve"] = 12, ["fifteen"] = 15,
        ["twenty"] = 20, ["thirty"] = 30, ["a"] = 1, ["one"] = 1, ["other"] = 2, ["second"] = 2, ["third"] = 3,
    };

    private static readonly Regex CronText = Phrases.Of(
        @"(?:cron(?: expression| schedule)?(?: of| is|:| =)? )(?<cron>(?:[\d*/,a-z-]+(?: , )?(?: |$)){5})");

    private static readonly Regex Manual = Phrases.Of(
        "(?:only |just )?(?:manually|on demand|ad hoc|one-off|one off|a single time|just once|only once|once only|right now|immediately|no schedule|without (?:a )?schedule|when i ask|unscheduled|one time only|one-time)");

    private static readonly Regex Minutes = Phrases.Of(
        @"(?:once )?(?:every|each) (?<n>\d+|two|three|four|five|six|ten|twelve|fifteen|twenty|thirty|other) ?(?:minutes?|mins?|min)|(?<one>every minute|each minute|minutely)|(?<half>every half(?: an)? hour|half-hourly|twice an hour)|(?<quarter>every quarter(?: of an)? hour|four times an hour)|every (?<n>\d+)min");

    private static readonly Regex Hours = Phrases.Of(
        @"(?:once )?(?:every|each) (?<n>\d+|two|three|four|six|eight|ten|twelve|other|second|third) ?(?:hours?|hrs?|h)|(?<one>hourly|every hour|each hour|once an hour|on the hour|every full hour)");

    private static readonly Regex MinutePast = Phrases.Of(
        @"(?:at |on )?(?::(?<m>\d{2})|(?<q>quarter past|half past|quarter to)(?: the hour| each hour)?(?= |$)|(?<m>\d{1,2}) (?:minutes )?past(?: the hour| each hour| every hour)?|(?:at )?minute (?<m>\d{1,2}))");

    private static readonly Regex Window = Phrases.Of(
        $"(?:,? ?(?:but )?(?:only )?)(?:between|from|during) (?<from>{Hour})(?: and| to| until| till| -) (?<to>{Hour})(?: oclock)?|(?:from )?(?<from>\\d{{1,2}}(?::\\d{{2}})?(?:am|pm)?)-(?<to>\\d{{1,2}}(?::\\d{{2}})?(?:am|pm)?)|(?<office>(?:during |in |within )?(?:office|business|working|work) hours)");

    private static readonly Regex Uneven = Phrases.Of(
        @"(?:every|each) (?<n>\d+|two|three|four|five|six|ten|other|second|third) (?<unit>days?|weeks?|months?|years?|fortnights?)|fortnightly|biweekly|bi-weekly|every fortnight|every (?<n>\d+) seconds?|every second(?= |$)|twice a (?:week|month|year)|(?:three|four|five|\d+) times a (?:week|month|year)|once in a while|sometimes|from time to time|now and then|occasionally|regularly|periodically");

    private static readonly Regex Usual = Phrases.Of(
        "(?<night>nightly|every night|each night|overnight|at night)|(?<morning>every morning|each morning|in the mornings?)|(?<evening>every evening|each evening|in the evenings?)|(?<noon>every lunchtime)|(?<day>daily|every day|each day|once a day|once daily|everyday|per day|day by day|every single day)|(?<week>weekly|every week|each week|once a week)|(?<month>monthly|every month|each month|once a month)|(?<quarter>quarterly|every quarter|each quarter|once a quarter)|(?<year>yearly|annually|every year|each year|once a year)");

    private static readonly Regex Times = Phrases.Of(@"(?<n>twice|three times|four times|two times|\d+ times) (?:a|per|each|every) day|twice daily");

    private static readonly Regex CatchUp = Phrases.Of(
        "(?<none>(?:do not catch up|no catch-?up|skip missed runs?|ignore missed runs?))|(?<all>(?:catch up (?:on )?all(?: missed)?(?: runs?)?|run (?:all|every) missed(?: runs?| one)?|make up (?:for )?(?:all|every) missed(?: runs?)?))|(?<once>(?:and )?catch(?:ing)? up(?: on)?(?: once)?(?: missed(?: runs?| ones)?)?(?: once)?)");

    /// <summary>What is said; <see langword="null"/> when nothing is.</summary>
    public static ScheduleWords? Take(Sentence sentence)
    {
        var said = new ScheduleWords();
        TakeCron(sentence, said);
        TakeCatchUp(sentence, said);
        said.Zone = Zones.Take(sentence, Use);
        TakeRhythm(sentence, said);
        Calendar.Take(sentence, said, Use);
        var (times, fault) = TimesOfDay.Take(sentence, Use);
        TakeUsual(sentence, said);
        said.Times = times;
        said.Fault ??= fault is null ? null : $"'{fault}' is not a time of day; hours go from 0 to 23.";
        said.Zone ??= Zones.TakeBehind(sentence, t => !sentence.IsFree(t), Use);
        said.Manual = sentence.TakeAll(Manual, Use).Count > 0 && !said.HasRhythm;
        return said.HasRhythm || said.Manual || said.Zone is not null || said.Fault is not null || said.CatchUp is not null ? said : null;
    }

    private static void TakeCron(Sentence sentence, ScheduleWords said)
    {
        foreach (var phrase in sentence.TakeAll(CronText, Use))
        {
            said.Cron = phrase.Match.Groups["cron"].Value.Replace(" , ", ",", StringComparison.Ordinal).Trim();
        }

        for (var i = 0; i < sentence.Tokens.Count; i++)
        {
            var text = sentence.Tokens[i].Original;
            if (sentence.IsFree(i) && sentence.Tokens[i].Quoted && text.Split(' ').Length == 5 && CronExpression.TryParse(text, out _, out _))
            {
                said.Cron = text;
                sentence.Take(i, 1, Use);
            }
        }
    }

    private static void TakeCatchUp(Sentence sentence, ScheduleWords said)
    {
        foreach (var phrase in sentence.TakeAll(CatchUp, Use))
        {
            said.CatchUp = phrase.Match.Groups["none"].Success ? Contracts.Plans.CatchUp.None
                : phrase.Match.Groups["all"].Success ? Contracts.Plans.CatchUp.All : Contracts.Plans.CatchUp.Once;
        }
    }

    private static void TakeRhythm(Sentence sentence, ScheduleWords said)
    {
        foreach (var phrase in sentence.TakeAll(Uneven, Use))
        {
            said.Fault ??= $"'{phrase.Match.Value}' cannot be said in one five-field schedule. Name days or times instead.";
        }

        foreach (var phrase in sentence.TakeAll(Minutes, Use))
        {
            var groups = phrase.Match.Groups;
            said.Every = groups["one"].Success ? 1 : groups["half"].Success ? 30 : groups["quarter"].Success ? 15 : Number(groups["n"].Value);
            said.EveryUnit = TimeUnit.Minute;
        }

        foreach (var phrase in sentence.TakeAll(Hours, Use))
        {
            said.Every = phrase.Match.Groups["one"].Success ? 1 : Number(phrase.Match.Groups["n"].Value);
            said.EveryUnit = TimeUnit.Hour;
        }

        if (said.Every is null)
        {
            return;
        }

        foreach (var phrase in sentence.TakeAll(Window, Use))
        {
            TakeWindow(phrase, said);
        }

        if (said.EveryUnit == TimeUnit.Hour)
        {
            foreach (var phrase in sentence.TakeAll(MinutePast, Use))
            {
                said.AtMinute = phrase.Match.Groups["q"].Value switch
                {
                    "quarter past" => 15,
                    "half past" => 30,
                    "quarter to" => 45,
                    _ => Number(phrase.Match.Groups["m"].Value),
                };
            }
        }
    }

    private static void TakeWindow(Phrase phrase, ScheduleWords said)
    {
        if (phrase.Match.Groups["office"].Success)
        {
            said.Window = (9, 17);
            said.AddRange(1, 5);
            return;
        }

        var (from, to) = (TimesOfDay.Hour(phrase.Match.Groups["from"].Value), TimesOfDay.Hour(phrase.Match.Groups["to"].Value));

        // "from 9 to 5": nobody means nine at night to five.
        to = to < from && to < 12 && !phrase.Match.Value.Contains("am", StringComparison.Ordinal) && from < 12 ? to + 12 : to;
        if (from is null || to is null || to < from)
        {
            said.Fault ??= $"'{phrase.Match.Value.Trim()}' is no window of whole hours within a day.";
        }
        else
        {
            said.Window = (from.Value, to.Value);
        }
    }

    private static void TakeUsual(Sentence sentence, ScheduleWords said)
    {
        foreach (var phrase in sentence.TakeAll(Times, Use))
        {
            said.Usual = (TimeOnly.MinValue, phrase.Match.Value);
        }

        foreach (var phrase in sentence.TakeAll(Usual, Use))
        {
            var groups = phrase.Match.Groups;
            var time = groups["night"].Success ? new TimeOnly(2, 0) : groups["morning"].Success ? new TimeOnly(6, 0)
                : groups["evening"].Success ? new TimeOnly(18, 0) : groups["noon"].Success ? new TimeOnly(12, 0) : TimeOnly.MinValue;
            said.Usual = (time, phrase.Match.Value);
            AddDays(groups, said);
        }
    }

    private static void AddDays(GroupCollection groups, ScheduleWords said)
    {
        if (groups["week"].Success && said.WeekDays.Count == 0)
        {
            said.WeekDays.Add(1);
        }

        if ((groups["month"].Success || groups["quarter"].Success || groups["year"].Success) && said.MonthDays.Count == 0 && said.WeekDays.Count == 0)
        {
            said.MonthDays.Add(1);
        }

        if (groups["quarter"].Success)
        {
            said.Months.UnionWith([1, 4, 7, 10]);
        }

        if (groups["year"].Success && said.Months.Count == 0)
        {
            said.Months.Add(1);
        }
    }

    private static int Number(string text) =>
        Numbers.TryGetValue(text, out var number) ? number : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number : 0;
}
