using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace McpPlatform.Worker.Sync.Values;

/// <summary>PostgreSQL's binary form of numeric: groups of four decimal digits, of any number.</summary>
internal static class PgNumeric
{
    private const ushort Negative = 0x4000;
    private const ushort NaN = 0xC000;
    private const ushort PositiveInfinity = 0xD000;
    private const ushort NegativeInfinity = 0xF000;

    /// <summary>The text of a value, with the digits behind the point it was stored with.</summary>
    /// <param name="value">The binary form.</param>
    public static string Format(ReadOnlySpan<byte> value)
    {
        var sign = BinaryPrimitives.ReadUInt16BigEndian(value[4..]);
        switch (sign)
        {
            case NaN: return "NaN";
            case PositiveInfinity: return "Infinity";
            case NegativeInfinity: return "-Infinity";
        }

        int weight = BinaryPrimitives.ReadInt16BigEndian(value[2..]);
        int scale = BinaryPrimitives.ReadUInt16BigEndian(value[6..]);
        var text = new StringBuilder(sign == Negative ? "-" : "");
        if (weight < 0)
        {
            text.Append('0');
        }

        for (var group = 0; group <= weight; group++)
        {
            text.Append(Group(value, group).ToString(group == 0 ? "0" : "0000", CultureInfo.InvariantCulture));
        }

        return scale == 0 ? text.ToString() : AppendFraction(text, value, weight, scale).ToString();
    }

    /// <summary>Reads decimal text, with or without exponent.</summary>
    /// <param name="text">The text.</param>
    /// <param name="precision">Most digits; <see langword="null"/> for any.</param>
    /// <param name="scale">Digits behind the point, half rounded away from zero; <see langword="null"/> keeps all.</param>
    /// <returns>The binary form; <see langword="null"/> where the text is no number, or has more digits than fit.</returns>
    public static byte[]? Parse(ReadOnlySpan<char> text, int? precision = null, int? scale = null)
    {
        text = text.Trim();
        if (Special(text) is { } special)
        {
            return precision is not null && special != NaN ? null : Header(0, 0, special, 0);
        }

        if (!DecimalText.TryParse(text, out var number))
        {
            return null;
        }

        if (scale is { } digits)
        {
            number = number.Round(digits);
            if (precision is { } most && number.IntegerDigits > most - digits)
            {
                return null;
            }
        }

        return Encode(number);
    }

    /// <summary>Compares two values; NaN equals itself and is greater than all others, as in PostgreSQL.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var (rankLeft, rankRight) = (Rank(left), Rank(right));
        if (rankLeft != rankRight || rankLeft is not (-1 or 1))
        {
            return rankLeft.CompareTo(rankRight);
        }

        return rankLeft * CompareMagnitude(left, right);
    }

    private static int Rank(ReadOnlySpan<byte> value) => BinaryPrimitives.ReadUInt16BigEndian(value[4..]) switch
    {
        NaN => 3,
        PositiveInfinity => 2,
        NegativeInfinity => -2,
        _ when BinaryPrimitives.ReadInt16BigEndian(value) == 0 => 0,
        Negative => -1,
        _ => 1,
    };

    private static int CompareMagnitude(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var weights = BinaryPrimitives.ReadInt16BigEndian(left[2..]).CompareTo(BinaryPrimitives.ReadInt16BigEndian(right[2..]));
        if (weights != 0)
        {
            return weights;
        }

        var groups = Math.Max(BinaryPrimitives.ReadInt16BigEndian(left), BinaryPrimitives.ReadInt16BigEndian(right));
        for (var i = 0; i < groups; i++)
        {
            var order = Group(left, i).CompareTo(Group(right, i));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static int Group(ReadOnlySpan<byte> value, int index) =>
        index >= 0 && index < BinaryPrimitives.ReadInt16BigEndian(value) ? BinaryPrimitives.ReadInt16BigEndian(value[(8 + (2 * index))..]) : 0;

    private static StringBuilder AppendFraction(StringBuilder text, ReadOnlySpan<byte> value, int weight, int scale)
    {
        text.Append('.');
        var end = text.Length + scale;
        for (var group = weight + 1; text.Length < end; group++)
        {
            text.Append(Group(value, group).ToString("0000", CultureInfo.InvariantCulture));
        }

        text.Length = end;
        return text;
    }

    private static ushort? Special(ReadOnlySpan<char> text) =>
        text.Equals("nan", StringComparison.OrdinalIgnoreCase) ? NaN
        : text.TrimStart('+').Equals("infinity", StringComparison.OrdinalIgnoreCase) ? PositiveInfinity
        : text.Equals("-infinity", StringComparison.OrdinalIgnoreCase) ? NegativeInfinity
        : null;

    private static byte[]? Encode(DecimalText number)
    {
        // Pad both sides of the point to whole groups of four digits.
        var left = (4 - (number.IntegerDigits % 4)) % 4;
        var right = (4 - (number.Scale % 4)) % 4;
        var digits = new string('0', left) + number.Digits + new string('0', right);
        var weight = ((number.IntegerDigits + left) / 4) - 1;
        var groups = new List<short>(digits.Length / 4);
        for (var i = 0; i < digits.Length; i += 4)
        {
            groups.Add(short.Parse(digits.AsSpan(i, 4), NumberStyles.None, CultureInfo.InvariantCulture));
        }

        while (groups.Count > 0 && groups[0] == 0)
        {
            groups.RemoveAt(0);
            weight--;
        }

        while (groups.Count > 0 && groups[^1] == 0)
        {
            groups.RemoveAt(groups.Count - 1);
        }

        if (weight > short.MaxValue || number.Scale > 16_383)
        {
            return null;
        }

        var bytes = Header(groups.Count, groups.Count == 0 ? 0 : weight, number.IsNegative && groups.Count > 0 ? Negative : (ushort)0, number.Scale);
        for (var i = 0; i < groups.Count; i++)
        {
            BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(8 + (2 * i)), groups[i]);
        }

        return bytes;
    }

    private static byte[] Header(int groups, int weight, ushort sign, int scale)
    {
        var bytes = new byte[8 + (2 * groups)];
        BinaryPrimitives.WriteInt16BigEndian(bytes, (short)groups);
        BinaryPrimitives.WriteInt16BigEndian(bytes.AsSpan(2), (short)weight);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(4), sign);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(6), (ushort)scale);
        return bytes;
    }
}
