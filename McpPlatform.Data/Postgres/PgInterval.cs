using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace McpPlatform.Data.Postgres;

/// <summary>Spans of time as microseconds, days and months, in PostgreSQL's own style: <c>1 year 2 mons -3 days 04:05:06.7</c>.</summary>
internal static class PgInterval
{
    public static void Write(ReadOnlySpan<byte> value, IBufferWriter<byte> text)
    {
        var time = BinaryPrimitives.ReadInt64BigEndian(value);
        var days = BinaryPrimitives.ReadInt32BigEndian(value[8..]);
        var months = BinaryPrimitives.ReadInt32BigEndian(value[12..]);
        if ((time, days, months) is (long.MaxValue, int.MaxValue, int.MaxValue) or (long.MinValue, int.MinValue, int.MinValue))
        {
            text.Write(time > 0 ? "infinity"u8 : "-infinity"u8);
            return;
        }

        var state = new Part();
        WritePart(months / 12, "year"u8, ref state, text);
        WritePart(months % 12, "mon"u8, ref state, text);
        WritePart(days, "day"u8, ref state, text);
        if (state.Empty || time != 0)
        {
            WriteTime(time, state, text);
        }
    }

    /// <summary>Microseconds of a span as PostgreSQL orders spans: a month counts 30 days and a day 24 hours.</summary>
    public static Int128 Length(ReadOnlySpan<byte> value)
    {
        var days = BinaryPrimitives.ReadInt32BigEndian(value[8..]) + (30L * BinaryPrimitives.ReadInt32BigEndian(value[12..]));
        return ((Int128)days * TimeSpan.MicrosecondsPerDay) + BinaryPrimitives.ReadInt64BigEndian(value);
    }

    public static bool TryParse(ReadOnlySpan<byte> text, IBufferWriter<byte> binary)
    {
        if (Ascii.EqualsIgnoreCase(text, "infinity"u8) || Ascii.EqualsIgnoreCase(text, "-infinity"u8))
        {
            var positive = text[0] != '-';
            Put(binary, positive ? long.MaxValue : long.MinValue, positive ? int.MaxValue : int.MinValue, positive ? int.MaxValue : int.MinValue);
            return true;
        }

        long time = 0;
        long days = 0;
        long months = 0;
        var any = false;
        while (TryTakeWord(ref text, out var word))
        {
            any = true;
            if (word.Contains((byte)':'))
            {
                if (!TryTime(word, ref time))
                {
                    return false;
                }
            }
            else if (!TryAmount(word, out var amount) || !TryTakeWord(ref text, out var unit) || !TryUnit(unit, amount, ref time, ref days, ref months))
            {
                return false;
            }
        }

        if (!any || days != (int)days || months != (int)months)
        {
            return false;
        }

        Put(binary, time, (int)days, (int)months);
        return true;
    }

    private static bool TryUnit(ReadOnlySpan<byte> unit, long amount, ref long time, ref long days, ref long months)
    {
        var name = Encoding.ASCII.GetString(unit).ToLowerInvariant().TrimEnd('s');
        switch (name)
        {
            case "year" or "yr":
                months += amount * 12;
                return true;
            case "mon" or "month":
                months += amount;
                return true;
            case "week":
                days += amount * 7;
                return true;
            case "day":
                days += amount;
                return true;
            case "hour" or "hr":
                time += amount * 3_600_000_000;
                return true;
            case "min" or "minute":
                time += amount * 60_000_000;
                return true;
            case "sec" or "second":
                time += amount * 1_000_000;
                return true;
            default:
                return false;
        }
    }

    private static bool TryAmount(ReadOnlySpan<byte> word, out long amount)
    {
        word = word is [(byte)'+', ..] ? word[1..] : word;
        return Utf8Parser.TryParse(word, out amount, out var used) && used == word.Length && Math.Abs(amount) <= int.MaxValue;
    }

    private static bool TryTime(ReadOnlySpan<byte> word, ref long time)
    {
        var negative = word[0] == '-';
        var rest = word[0] is (byte)'-' or (byte)'+' ? word[1..] : word;
        if (!Utf8Parser.TryParse(rest, out ulong hours, out var used) || hours > 2_562_047_788)
        {
            return false;
        }

        rest = rest[used..];
        var seconds = 0;
        long fraction = 0;
        if (!PgCalendar.TryTake(ref rest, ':') || !PgCalendar.TryTakeNumber(ref rest, 1, 2, out var minutes)
            || (PgCalendar.TryTake(ref rest, ':')
                && (!PgCalendar.TryTakeNumber(ref rest, 1, 2, out seconds) || !PgCalendar.TryTakeFraction(ref rest, out fraction)))
            || !rest.IsEmpty || minutes > 59 || seconds > 59)
        {
            return false;
        }

        var exact = ((Int128)hours * 3_600_000_000) + (minutes * 60_000_000L) + (seconds * 1_000_000L) + fraction;
        exact = (negative ? -exact : exact) + time;
        if (exact > long.MaxValue || exact < long.MinValue)
        {
            return false;
        }

        time = (long)exact;
        return true;
    }

    private static bool TryTakeWord(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> word)
    {
        text = text.TrimStart((byte)' ');
        var end = text.IndexOf((byte)' ');
        word = end < 0 ? text : text[..end];
        text = text[word.Length..];
        return !word.IsEmpty;
    }

    private static void WritePart(int value, ReadOnlySpan<byte> unit, ref Part state, IBufferWriter<byte> text)
    {
        if (value == 0)
        {
            return;
        }

        text.Write(state.Empty ? default : " "u8);
        text.Write(state.Before && value > 0 ? "+"u8 : default);
        Utf8Formatter.TryFormat(value, text.GetSpan(12), out var written);
        text.Advance(written);
        text.Write(" "u8);
        text.Write(unit);
        text.Write(value == 1 ? default : "s"u8);
        state = new Part { Filled = true, Before = value < 0 };
    }

    private static void WriteTime(long time, Part state, IBufferWriter<byte> text)
    {
        text.Write(state.Empty ? default : " "u8);
        text.Write(time < 0 ? "-"u8 : state.Before ? "+"u8 : default);
        var absolute = time < 0 ? (ulong)(-(time + 1)) + 1 : (ulong)time;
        PgCalendar.Number((long)(absolute / 3_600_000_000), 2, text);
        text.Write(":"u8);
        PgCalendar.Number((long)(absolute / 60_000_000 % 60), 2, text);
        text.Write(":"u8);
        PgCalendar.WriteSeconds((long)(absolute % 60_000_000), text);
    }

    private static void Put(IBufferWriter<byte> binary, long time, int days, int months)
    {
        var span = binary.GetSpan(16);
        BinaryPrimitives.WriteInt64BigEndian(span, time);
        BinaryPrimitives.WriteInt32BigEndian(span[8..], days);
        BinaryPrimitives.WriteInt32BigEndian(span[12..], months);
        binary.Advance(16);
    }

    /// <summary>Whether something stands already, and whether the last part was negative, so that the next must show its sign.</summary>
    private struct Part
    {
        public bool Filled;
        public bool Before;

        public readonly bool Empty => !Filled;
    }
}
