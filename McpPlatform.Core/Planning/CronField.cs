using System.Globalization;

namespace McpPlatform.Core.Planning;

/// <summary>The values one field of a cron expression allows, as bits.</summary>
internal readonly record struct CronField(ulong Bits, bool StartsWithStar)
{
    public bool Has(int value) => (Bits >> value & 1) == 1;

    /// <summary>Reads a list of stars, values, ranges and steps.</summary>
    public static string? TryParse(string text, CronFieldKind kind, out CronField field)
    {
        field = default;
        ulong bits = 0;
        foreach (var part in text.Split(','))
        {
            if (TryParsePart(part, kind, ref bits) is { } error)
            {
                return error;
            }
        }

        field = new CronField(kind.Fold(bits), text.StartsWith('*'));
        return null;
    }

    private static string? TryParsePart(string part, CronFieldKind kind, ref ulong bits)
    {
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        var step = 1;
        if (slash >= 0 && (!TryNumber(part[(slash + 1)..], out step) || step < 1 || step > kind.Max))
        {
            return $"'{part}' has a step that is no number from 1 to {kind.Max}";
        }

        var range = slash < 0 ? part : part[..slash];
        if (!TryRange(range, kind, stepped: slash >= 0, out var first, out var last))
        {
            return $"'{part}' is not a {kind.Name} ({kind.Min}-{kind.Max})";
        }

        if (first > last)
        {
            return $"the range '{range}' runs backwards";
        }

        for (var value = first; value <= last; value += step)
        {
            bits |= 1UL << value;
        }

        return null;
    }

    private static bool TryRange(string range, CronFieldKind kind, bool stepped, out int first, out int last)
    {
        (first, last) = (kind.Min, kind.Max);
        if (range == "*")
        {
            return true;
        }

        var ends = range.Split('-');
        if (ends.Length > 2 || !kind.TryValue(ends[0], out first))
        {
            return false;
        }

        // "5/10" means from 5 on, as Vixie cron reads it.
        last = stepped ? kind.Max : first;
        return ends.Length == 1 || kind.TryValue(ends[1], out last);
    }

    internal static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

/// <summary>One of the five fields.</summary>
internal sealed record CronFieldKind(string Name, int Min, int Max, string[] Names)
{
    public static readonly CronFieldKind Minute = new("minute", 0, 59, []);
    public static readonly CronFieldKind Hour = new("hour", 0, 23, []);
    public static readonly CronFieldKind DayOfMonth = new("day of the month", 1, 31, []);

    public static readonly CronFieldKind Month = new(
        "month", 1, 12, ["", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]);

    // Sunday is 0 and also 7, so that "5-7" reads Friday to Sunday.
    public static readonly CronFieldKind DayOfWeek = new("day of the week", 0, 7, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]);

    public bool TryValue(string text, out int value)
    {
        value = Array.FindIndex(Names, n => n.Length > 0 && n.Equals(text, StringComparison.OrdinalIgnoreCase));
        return value >= 0 || (CronField.TryNumber(text, out value) && value >= Min && value <= Max);
    }

    public ulong Fold(ulong bits) => this == DayOfWeek && (bits >> 7 & 1) == 1 ? (bits | 1) & ~(1UL << 7) : bits;
}
