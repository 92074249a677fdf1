namespace McpPlatform.Worker.Planning.Recognisers;

/// <summary>What words said about when to run, before it is put into a cron expression.</summary>
internal sealed class ScheduleWords
{
    public List<TimeOnly> Times { get; set; } = [];

    public SortedSet<int> WeekDays { get; } = [];

    public SortedSet<int> MonthDays { get; } = [];

    public SortedSet<int> Months { get; } = [];

    /// <summary>Between two times of one day, in the unit of <see cref="EveryUnit"/>.</summary>
    public int? Every { get; set; }

    public TimeUnit EveryUnit { get; set; }

    /// <summary>Minute of the hour of an hourly schedule.</summary>
    public int? AtMinute { get; set; }

    public (int From, int To)? Window { get; set; }

    /// <summary>Daily, weekly and the like without a time of day: the time taken, and the word.</summary>
    public (TimeOnly Time, string Word)? Usual { get; set; }

    public string? Zone { get; set; }

    /// <summary>Why it fits no single cron expression; a question then.</summary>
    public string? Fault { get; set; }

    public string? Cron { get; set; }

    public bool Manual { get; set; }

    public Contracts.Plans.CatchUp? CatchUp { get; set; }

    public bool HasRhythm =>
        Times.Count > 0 || WeekDays.Count > 0 || MonthDays.Count > 0 || Months.Count > 0 || Every is not null || Usual is not null || Cron is not null;

    public void AddRange(int from, int to)
    {
        for (var day = from; ; day = (day + 1) % 7)
        {
            WeekDays.Add(day);
            if (day == to)
            {
                return;
            }
        }
    }
}

/// <summary>Unit of a rhythm.</summary>
internal enum TimeUnit
{
    Minute,
    Hour,
}
