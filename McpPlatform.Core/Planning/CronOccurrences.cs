namespace McpPlatform.Core.Planning;

/// <summary>
/// Fire times of a cron expression on a real clock. Where the clock jumps forward, a fixed time inside the gap fires at the first moment
/// after it, once; a series (minute or hour begins with a star) simply has no fire times there. Where the clock is set back, a fixed time fires
/// the first time it is shown only; a series fires through both passes, so that "every 15 minutes" stays every 15 minutes.
/// </summary>
internal static class CronOccurrences
{
    // A leap day can be eight years away (1896 to 1904); with a day of the week in it, forty.
    private const int HorizonDays = 366 * 41;

    public static DateTimeOffset? Next(CronExpression cron, DateTimeOffset after, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var local = TimeZoneInfo.ConvertTime(after, zone);

        // One day back: around midnight a gap or an overlap can move fire times over the date line of the wall clock.
        var day = DateOnly.FromDateTime(local.DateTime).AddDays(local.Year > 1 ? -1 : 0);
        for (var i = 0; i < HorizonDays && day < DateOnly.MaxValue; i++, day = day.AddDays(1))
        {
            if (cron.FitsDay(day) && FirstOn(cron, day, after, zone) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static DateTimeOffset? FirstOn(CronExpression cron, DateOnly day, DateTimeOffset after, TimeZoneInfo zone)
    {
        DateTimeOffset? first = null;
        foreach (var wall in cron.TimesOn(day))
        {
            foreach (var moment in Moments(wall, cron.HasFixedTime, zone))
            {
                if (moment > after && (first is null || moment < first))
                {
                    first = moment;
                }
            }

            // Later wall times of the day cannot come earlier than this one by more than an overlap.
            if (first is { } found && wall > TimeZoneInfo.ConvertTime(found, zone).DateTime.AddHours(3))
            {
                break;
            }
        }

        return first is null ? null : TimeZoneInfo.ConvertTime(first.Value, zone);
    }

    private static IEnumerable<DateTimeOffset> Moments(DateTime wall, bool fixedTime, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(wall))
        {
            return fixedTime ? [EndOfGap(wall, zone)] : [];
        }

        if (!zone.IsAmbiguousTime(wall))
        {
            return [new DateTimeOffset(wall, zone.GetUtcOffset(wall))];
        }

        var passes = zone.GetAmbiguousTimeOffsets(wall).OrderDescending().Select(offset => new DateTimeOffset(wall, offset));
        return fixedTime ? passes.Take(1) : passes;
    }

    private static DateTimeOffset EndOfGap(DateTime wall, TimeZoneInfo zone)
    {
        var end = wall;
        while (zone.IsInvalidTime(end))
        {
            end = end.AddMinutes(1);
        }

        return new DateTimeOffset(end, zone.GetUtcOffset(end));
    }
}
