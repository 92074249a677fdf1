using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace McpPlatform.Data.Postgres;

/// <summary>Text of floating-point numbers, laid out as PostgreSQL does: the shortest digits that read back the same.</summary>
internal static class PgFloat
{
    // The framework's NaN has its sign bit set; PostgreSQL's has not.
    private static readonly double PositiveNaN = BitConverter.Int64BitsToDouble(0x7FF8_0000_0000_0000);

    public static void Write(double value, IBufferWriter<byte> text)
    {
        Span<byte> shortest = stackalloc byte[32];
        value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        Layout(shortest[..length], double.IsFinite(value), 15, text);
    }

    public static void Write(float value, IBufferWriter<byte> text)
    {
        Span<byte> shortest = stackalloc byte[32];
        value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        Layout(shortest[..length], float.IsFinite(value), 6, text);
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (TryParseWord(text, ref value))
        {
            return true;
        }

        return !text.IsEmpty && Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && double.IsFinite(value);
    }

    public static bool TryParse(ReadOnlySpan<byte> text, out float value)
    {
        value = 0;
        double word = 0;
        if (TryParseWord(text, ref word))
        {
            value = (float)word;
            return true;
        }

        return !text.IsEmpty && Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && float.IsFinite(value);
    }

    private static bool TryParseWord(ReadOnlySpan<byte> text, ref double value)
    {
        if (Ascii.EqualsIgnoreCase(text, "nan"u8))
        {
            value = PositiveNaN;
            return true;
        }

        var negative = text is [(byte)'-', ..];
        var rest = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        if (Ascii.EqualsIgnoreCase(rest, "infinity"u8) || Ascii.EqualsIgnoreCase(rest, "inf"u8))
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        return false;
    }

    // The framework writes "-1.25E-05" or "125000"; PostgreSQL switches to an exponent at other places and pads it to two digits.
    private static void Layout(ReadOnlySpan<byte> shortest, bool finite, int fixedBelow, IBufferWriter<byte> text)
    {
        if (!finite)
        {
            text.Write(shortest);
            return;
        }

        Span<byte> digits = stackalloc byte[32];
        var (count, exponent, negative) = Digits(shortest, digits);
        if (negative)
        {
            text.Write("-"u8);
        }

        if (exponent < -4 || exponent >= fixedBelow)
        {
            WriteScientific(digits[..count], exponent, text);
        }
        else
        {
            WriteFixed(digits[..count], exponent, text);
        }
    }

    private static (int Count, int Exponent, bool Negative) Digits(ReadOnlySpan<byte> shortest, Span<byte> digits)
    {
        var negative = shortest[0] == '-';
        var body = negative ? shortest[1..] : shortest;
        var e = body.IndexOf((byte)'E');
        var shift = 0;
        if (e >= 0)
        {
            shift = int.Parse(body[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            body = body[..e];
        }

        var point = body.IndexOf((byte)'.');
        var whole = point < 0 ? body.Length : point;
        var count = 0;
        var leading = 0;
        foreach (var digit in body)
        {
            if (digit == '.')
            {
                continue;
            }

            if (count == 0 && digit == '0')
            {
                leading++;
                continue;
            }

            digits[count++] = digit;
        }

        while (count > 1 && digits[count - 1] == '0')
        {
            count--;
        }

        if (count == 0)
        {
            digits[0] = (byte)'0';
            return (1, 0, negative);
        }

        return (count, whole - leading - 1 + shift, negative);
    }

    private static void WriteScientific(ReadOnlySpan<byte> digits, int exponent, IBufferWriter<byte> text)
    {
        text.Write(digits[..1]);
        if (digits.Length > 1)
        {
            text.Write("."u8);
            text.Write(digits[1..]);
        }

        text.Write(exponent < 0 ? "e-"u8 : "e+"u8);
        Utf8Formatter.TryFormat(Math.Abs(exponent), text.GetSpan(4), out var written, new StandardFormat('D', 2));
        text.Advance(written);
    }

    private static void WriteFixed(ReadOnlySpan<byte> digits, int exponent, IBufferWriter<byte> text)
    {
        if (exponent < 0)
        {
            text.Write("0."u8);
            Zeros(-exponent - 1, text);
            text.Write(digits);
            return;
        }

        var whole = Math.Min(digits.Length, exponent + 1);
        text.Write(digits[..whole]);
        Zeros(exponent + 1 - whole, text);
        if (digits.Length > whole)
        {
            text.Write("."u8);
            text.Write(digits[whole..]);
        }
    }

    private static void Zeros(int count, IBufferWriter<byte> text)
    {
        if (count > 0)
        {
            text.GetSpan(count)[..count].Fill((byte)'0');
            text.Advance(count);
        }
    }
}
