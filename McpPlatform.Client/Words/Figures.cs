using System.Globalization;

namespace McpPlatform.Client.Words;

/// <summary>Numbers as people read them.</summary>
public static class Figures
{
    private static readonly string[] Units = ["bytes", "kB", "MB", "GB", "TB", "PB"];

    /// <summary>A count with thousands separated: <c>3,376</c>.</summary>
    /// <param name="value">The count.</param>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count of things, in singular or plural: <c>1 row</c>, <c>3,376 rows</c>.</summary>
    /// <param name="value">The count.</param>
    /// <param name="thing">The thing, in singular.</param>
    public static string Of(long value, string thing) => value == 1 ? $"1 {thing}" : $"{Count(value)} {thing}s";

    /// <summary>A size in decimal units: <c>1.4 MB</c>.</summary>
    /// <param name="bytes">The size in bytes.</param>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 1000 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        var digits = unit == 0 || value >= 100 ? "0" : "0.0";
        return $"{value.ToString(digits, CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    /// <summary>An amount in the unit of prices, to a hundredth, and to a millionth where that says more: <c>1,234.50</c>.</summary>
    /// <param name="value">The amount.</param>
    public static string Cost(decimal value) => value.ToString("#,0.00####", CultureInfo.InvariantCulture);

    /// <summary>A speed: <c>412,000 rows/s</c>.</summary>
    /// <param name="rowsPerSecond">The speed.</param>
    public static string Speed(double rowsPerSecond) => $"{Count((long)Math.Round(rowsPerSecond))} rows/s";

    /// <summary>A span of time: <c>0.4 s</c>, <c>12 s</c>, <c>3 min 20 s</c>, <c>2 h 5 min</c>.</summary>
    /// <param name="span">The span.</param>
    public static string Duration(TimeSpan span)
    {
        var culture = CultureInfo.InvariantCulture;
        return span switch
        {
            { TotalSeconds: < 10 } => string.Create(culture, $"{Math.Max(0, span.TotalSeconds):0.0} s"),
            { TotalMinutes: < 1 } => string.Create(culture, $"{span.TotalSeconds:0} s"),
            { TotalHours: < 1 } => string.Create(culture, $"{(int)span.TotalMinutes} min {span.Seconds} s"),
            _ => string.Create(culture, $"{(int)span.TotalHours} h {span.Minutes} min"),
        };
    }

    /// <summary>Time left, in whole seconds: an estimate is no more exact.</summary>
    /// <param name="seconds">The estimate in seconds.</param>
    public static string Left(double seconds)
    {
        var whole = Math.Clamp(Math.Ceiling(seconds), 1, 8_640_000);
        return whole < 10 ? $"{whole.ToString(CultureInfo.InvariantCulture)} s" : Duration(TimeSpan.FromSeconds(whole));
    }

    /// <summary>How long ago something was: <c>just now</c>, <c>5 min ago</c>, <c>yesterday</c>, <c>12 Mar 2026</c>.</summary>
    /// <param name="then">The moment.</param>
    /// <param name="now">The present.</param>
    public static string Ago(DateTimeOffset then, DateTimeOffset now)
    {
        var age = now - then;
        return age switch
        {
            { TotalMinutes: < 1 } => "just now",
            { TotalHours: < 1 } => $"{(int)age.TotalMinutes} min ago",
            { TotalDays: < 1 } => $"{(int)age.TotalHours} h ago",
            { TotalDays: < 2 } => "yesterday",
            { TotalDays: < 7 } => $"{(int)age.TotalDays} days ago",
            _ => then.ToString("d MMM yyyy", CultureInfo.InvariantCulture),
        };
    }
}
