namespace McpPlatform.Core.Planning;

/// <summary>
/// Five fields: minute, hour, day of the month, month, day of the week, each a list of <c>*</c>, values, ranges and steps; months and days of
/// the week also by their English names. When neither day field begins with <c>*</c>, a day that fits either of them fits.
/// </summary>
public sealed class CronExpression
{
    private readonly CronField minutes;
    private readonly CronField hours;
    private readonly CronField daysOfMonth;
    private readonly CronField months;
    private readonly CronField daysOfWeek;

    private CronExpression(string text, CronField[] fields)
    {
        Text = text;
        (minutes, hours, daysOfMonth, months, daysOfWeek) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
    }

    /// <summary>The expression, single spaces between its fields.</summary>
    public string Text { get; }

    /// <summary>Whether it names minutes and hours by values: then each fire time is a wall-clock time of its own, not one of a series.</summary>
    internal bool HasFixedTime => !minutes.StartsWithStar && !hours.StartsWithStar;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">Five fields.</param>
    /// <param name="expression">The expression; <see langword="null"/> when it is none.</param>
    /// <param name="error">What is wrong, as one sentence; <see langword="null"/> when nothing is.</param>
    public static bool TryParse(string? text, out CronExpression? expression, out string? error)
    {
        expression = null;
        var parts = (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 5)
        {
            error = $"'{text}' has {parts.Length} fields; a cron expression has five: minute, hour, day of the month, month, day of the week.";
            return false;
        }

        CronFieldKind[] kinds = [CronFieldKind.Minute, CronFieldKind.Hour, CronFieldKind.DayOfMonth, CronFieldKind.Month, CronFieldKind.DayOfWeek];
        var fields = new CronField[5];
        for (var i = 0; i < fields.Length; i++)
        {
            if (CronField.TryParse(parts[i], kinds[i], out fields[i]) is { } reason)
            {
                error = $"In the cron expression '{text}', {reason}.";
                return false;
            }
        }

        error = null;
        expression = new CronExpression(string.Join(' ', parts), fields);
        return true;
    }

    /// <summary>Reads an expression that is known to be one.</summary>
    /// <param name="text">Five fields.</param>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static CronExpression Parse(string text) =>
        TryParse(text, out var expression, out var error) ? expression! : throw new InvalidInputException(error!);

    /// <summary>Whether a wall-clock minute fits.</summary>
    /// <param name="wall">The wall-clock time; seconds are not looked at.</param>
    public bool Fits(DateTime wall) => FitsDay(DateOnly.FromDateTime(wall)) && hours.Has(wall.Hour) && minutes.Has(wall.Minute);

    /// <summary>The first fire time after a moment; <see langword="null"/> when there is none within five leap cycles, as for February 30.</summary>
    /// <param name="after">The moment, itself excluded.</param>
    /// <param name="zone">The zone whose wall clock is meant.</param>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone) => CronOccurrences.Next(this, after, zone);

    /// <inheritdoc/>
    public override string ToString() => Text;

    internal bool FitsDay(DateOnly day)
    {
        var byMonthDay = daysOfMonth.Has(day.Day);
        var byWeekDay = daysOfWeek.Has((int)day.DayOfWeek);
        var either = !daysOfMonth.StartsWithStar && !daysOfWeek.StartsWithStar;
        return months.Has(day.Month) && (either ? byMonthDay || byWeekDay : byMonthDay && byWeekDay);
    }

    /// <summary>The wall-clock minutes of a day that fits, in order.</summary>
    internal IEnumerable<DateTime> TimesOn(DateOnly day)
    {
        for (var hour = 0; hour < 24; hour++)
        {
            for (var minute = 0; hours.Has(hour) && minute < 60; minute++)
            {
                if (minutes.Has(minute))
                {
                    yield return day.ToDateTime(new TimeOnly(hour, minute));
                }
            }
        }
    }
}
