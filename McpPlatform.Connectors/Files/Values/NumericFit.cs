using System.Buffers.Text;

namespace McpPlatform.Connectors.Files.Values;

/// <summary>Whether a decimal number fits a numeric of fixed precision as it is: rounding it would change it without a word.</summary>
internal static class NumericFit
{
    /// <summary>Whether it fits.</summary>
    /// <param name="text">Text that reads as a numeric.</param>
    /// <param name="precision">Most digits.</param>
    /// <param name="scale">Digits behind the point; a negative one means zeros before it.</param>
    public static bool Fits(ReadOnlySpan<byte> text, int precision, int scale)
    {
        text = text.Trim(" \t"u8).TrimStart("+-"u8);
        if (!text.ContainsAnyInRange((byte)'0', (byte)'9'))
        {
            // NaN fits every numeric, an infinity only one without precision.
            return text is [(byte)'N' or (byte)'n', ..];
        }

        var mark = text.IndexOfAny((byte)'e', (byte)'E');
        var exponent = mark >= 0 && Utf8Parser.TryParse(text[(mark + 1)..].TrimStart((byte)'+'), out int power, out _) ? power : 0;
        var digits = mark < 0 ? text : text[..mark];
        var point = digits.IndexOf((byte)'.');
        var whole = (point < 0 ? digits : digits[..point]).TrimStart((byte)'0');
        var fraction = point < 0 ? [] : digits[(point + 1)..].TrimEnd((byte)'0');
        return (whole.Length == 0 && fraction.Length == 0)
            || (Lowest(whole, fraction) + exponent >= -scale && Highest(whole, fraction) + exponent <= precision - scale);
    }

    /// <summary>Power of ten below which all digits are zero.</summary>
    private static int Lowest(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction) =>
        fraction.Length > 0 ? -fraction.Length : whole.Length - whole.TrimEnd((byte)'0').Length;

    /// <summary>Power of ten from which on all digits are zero.</summary>
    private static int Highest(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction) =>
        whole.Length > 0 ? whole.Length : fraction.TrimStart((byte)'0').Length - fraction.Length;
}
