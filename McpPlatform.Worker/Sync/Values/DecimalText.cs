using System.Globalization;

namespace McpPlatform.Worker.Sync.Values;

/// <summary>A decimal number as digits: exact, of any length.</summary>
/// <param name="IsNegative">Whether it has a minus sign.</param>
/// <param name="Digits">All digits, without leading zeros before the point.</param>
/// <param name="Scale">How many of them stand behind the point.</param>
internal readonly record struct DecimalText(bool IsNegative, string Digits, int Scale)
{
    // Beyond this PostgreSQL has no numeric, and an exponent could ask for gigabytes of zeros.
    private const int MostDigits = 131_072;

    /// <summary>Digits before the point.</summary>
    public int IntegerDigits => Digits.Length - Scale;

    /// <summary>Reads text such as <c>-12.50</c> or <c>1.5e-3</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="number">The number.</param>
    public static bool TryParse(ReadOnlySpan<char> text, out DecimalText number)
    {
        number = default;
        var exponent = 0;
        var e = text.IndexOfAny('e', 'E');
        if (e >= 0)
        {
            if (!int.TryParse(text[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > MostDigits)
            {
                return false;
            }

            text = text[..e];
        }

        var negative = text.StartsWith("-");
        text = negative || text.StartsWith("+") ? text[1..] : text;
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + 1)..];
        if (whole.Length + fraction.Length is 0 or > MostDigits || !AllDigits(whole) || !AllDigits(fraction))
        {
            return false;
        }

        number = Shift(negative, string.Concat(whole, fraction), fraction.Length - exponent);
        return true;
    }

    /// <summary>Rounds, half away from zero.</summary>
    /// <param name="scale">Digits to keep behind the point; fewer than 0 round before it.</param>
    public DecimalText Round(int scale)
    {
        if (scale >= Scale)
        {
            return this with { Digits = Digits + new string('0', scale - Scale), Scale = scale };
        }

        var keep = Digits.Length - (Scale - scale);
        if (keep < 0)
        {
            return new DecimalText(IsNegative, new string('0', Math.Max(scale, 0)), Math.Max(scale, 0));
        }

        var kept = Digits[keep] >= '5' ? Increment(Digits[..keep]) : Digits[..keep];
        return Shift(IsNegative, kept, scale);
    }

    private static DecimalText Shift(bool negative, string digits, int scale)
    {
        if (scale < 0)
        {
            (digits, scale) = (digits + new string('0', -scale), 0);
        }

        digits = digits.PadLeft(scale, '0');
        var leading = 0;
        while (leading < digits.Length - scale && digits[leading] == '0')
        {
            leading++;
        }

        return new DecimalText(negative, digits[leading..], scale);
    }

    private static string Increment(string digits)
    {
        var all = digits.ToCharArray();
        for (var i = all.Length - 1; i >= 0; i--)
        {
            if (all[i] != '9')
            {
                all[i]++;
                return new string(all);
            }

            all[i] = '0';
        }

        return "1" + new string(all);
    }

    private static bool AllDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}
