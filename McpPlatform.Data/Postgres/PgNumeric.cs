using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace McpPlatform.Data.Postgres;

/// <summary>Text of decimal numbers of any precision; their binary form is described at <see cref="PgNumericValue"/>.</summary>
internal static class PgNumeric
{
    // Means nothing, but the server sends it.
    private const int ScaleOfInfinity = 32;
    private const int MostWholeDigits = 131_072;
    private const int MostFractionDigits = 16_383;

    public static void Write(ReadOnlySpan<byte> value, IBufferWriter<byte> text)
    {
        var number = new PgNumericValue(value);
        switch (number.Sign)
        {
            case PgNumericValue.NotANumber:
                text.Write("NaN"u8);
                return;
            case PgNumericValue.PositiveInfinity:
                text.Write("Infinity"u8);
                return;
            case PgNumericValue.NegativeInfinity:
                text.Write("-Infinity"u8);
                return;
            case PgNumericValue.Negative:
                text.Write("-"u8);
                break;
        }

        WriteDigits(number, text);
    }

    public static bool TryParse(ReadOnlySpan<byte> text, IBufferWriter<byte> binary)
    {
        if (TryWord(text, out var special))
        {
            WriteHeader(binary, 0, 0, special, special == PgNumericValue.NotANumber ? 0 : ScaleOfInfinity);
            return true;
        }

        var negative = text is [(byte)'-', ..];
        var body = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        var exponent = 0;
        var e = body.IndexOfAny((byte)'e', (byte)'E');
        if (e >= 0)
        {
            if (!Utf8Parser.TryParse(body[(e + 1)..], out exponent, out var used) || used != body.Length - e - 1 || Math.Abs(exponent) > MostWholeDigits)
            {
                return false;
            }

            body = body[..e];
        }

        var point = body.IndexOf((byte)'.');
        var whole = point < 0 ? body : body[..point];
        var fraction = point < 0 ? default : body[(point + 1)..];
        if (whole.Length + fraction.Length == 0 || whole.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0
            || fraction.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
        {
            return false;
        }

        return TryWrite(negative, whole, fraction, exponent, binary);
    }

    private static bool TryWrite(bool negative, ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, int exponent, IBufferWriter<byte> binary)
    {
        var scale = Math.Max(0, fraction.Length - exponent);
        var digits = new DecimalDigits(whole, fraction);
        var first = digits.FirstSignificant();
        if (scale > MostFractionDigits || whole.Length + exponent - first > MostWholeDigits)
        {
            return false;
        }

        if (first == digits.Length)
        {
            WriteHeader(binary, 0, 0, 0, scale);
            return true;
        }

        // Position p of a decimal digit: 10^p is its value. Groups of four are aligned to the point.
        var top = whole.Length - 1 - first + exponent;
        var weight = FloorDiv(top, 4);
        var bottom = -fraction.Length + exponent;
        var lastGroup = FloorDiv(bottom, 4);
        var count = weight - lastGroup + 1;
        var header = binary.GetSpan(8 + (2 * count));
        var groups = header[8..];
        var used = 0;
        for (var group = 0; group < count; group++)
        {
            var value = 0;
            for (var i = 3; i >= 0; i--)
            {
                var position = ((weight - group) * 4) + i;
                value = (value * 10) + digits.At(whole.Length - 1 - (position - exponent));
            }

            BinaryPrimitives.WriteInt16BigEndian(groups[(2 * group)..], (short)value);
            used = value != 0 ? group + 1 : used;
        }

        FillHeader(header, used, weight, negative ? PgNumericValue.Negative : 0, scale);
        binary.Advance(8 + (2 * used));
        return true;
    }

    private static void WriteDigits(PgNumericValue number, IBufferWriter<byte> text)
    {
        var (weight, scale) = (number.Weight, number.Scale);
        var whole = weight < 0 ? 1 : (weight + 1) * 4;
        var span = text.GetSpan(whole + 1 + scale + 4);
        var written = 0;
        if (weight < 0)
        {
            span[written++] = (byte)'0';
        }

        for (var group = 0; group <= weight; group++)
        {
            Put(span[written..], number.Group(group));
            written += 4;
        }

        var zeros = 0;
        while (weight >= 0 && zeros < written - 1 && span[zeros] == '0')
        {
            zeros++;
        }

        span[zeros..written].CopyTo(span);
        written -= zeros;
        if (scale > 0)
        {
            span[written++] = (byte)'.';
            written = WriteFraction(number, span, written);
        }

        text.Advance(written);
    }

    private static int WriteFraction(PgNumericValue number, Span<byte> span, int written)
    {
        var end = written + number.Scale;
        Span<byte> four = stackalloc byte[4];
        for (var group = number.Weight + 1; written < end; group++)
        {
            // A weight below -1 means whole groups of zeros right behind the point: indexes below zero.
            Put(four, number.Group(group));
            var take = Math.Min(4, end - written);
            four[..take].CopyTo(span[written..]);
            written += take;
        }

        return written;
    }

    private static void Put(Span<byte> span, int value)
    {
        span[0] = (byte)('0' + (value / 1000));
        span[1] = (byte)('0' + (value / 100 % 10));
        span[2] = (byte)('0' + (value / 10 % 10));
        span[3] = (byte)('0' + (value % 10));
    }

    private static bool TryWord(ReadOnlySpan<byte> text, out int sign)
    {
        sign = PgNumericValue.NotANumber;
        if (Ascii.EqualsIgnoreCase(text, "nan"u8))
        {
            return true;
        }

        sign = text is [(byte)'-', ..] ? PgNumericValue.NegativeInfinity : PgNumericValue.PositiveInfinity;
        var rest = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        return Ascii.EqualsIgnoreCase(rest, "infinity"u8) || Ascii.EqualsIgnoreCase(rest, "inf"u8);
    }

    internal static void WriteHeader(IBufferWriter<byte> binary, int count, int weight, int sign, int scale)
    {
        FillHeader(binary.GetSpan(8), count, weight, sign, scale);
        binary.Advance(8);
    }

    private static void FillHeader(Span<byte> span, int count, int weight, int sign, int scale)
    {
        BinaryPrimitives.WriteInt16BigEndian(span, (short)count);
        BinaryPrimitives.WriteInt16BigEndian(span[2..], (short)weight);
        BinaryPrimitives.WriteUInt16BigEndian(span[4..], (ushort)sign);
        BinaryPrimitives.WriteInt16BigEndian(span[6..], (short)scale);
    }

    internal static int FloorDiv(int value, int by) => (value >= 0 ? value : value - by + 1) / by;

    /// <summary>The decimal digits of a number, first those before the point; none outside counts as zero.</summary>
    private readonly ref struct DecimalDigits(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction)
    {
        private readonly ReadOnlySpan<byte> whole = whole;
        private readonly ReadOnlySpan<byte> fraction = fraction;

        public int Length => whole.Length + fraction.Length;

        public int At(int index) =>
            index < 0 || index >= Length ? 0 : (index < whole.Length ? whole[index] : fraction[index - whole.Length]) - '0';

        public int FirstSignificant()
        {
            var index = 0;
            while (index < Length && At(index) == 0)
            {
                index++;
            }

            return index;
        }
    }
}
