using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Data.Postgres;

/// <summary>
/// Reads text into PostgreSQL's binary form. It takes what <see cref="PgText"/> writes and the other unambiguous spellings PostgreSQL knows; it
/// never guesses an order of day and month.
/// </summary>
public static class PgParse
{
    private const int DeepestJson = 1000;

    /// <summary>Reads a value. Blanks around it are not skipped.</summary>
    /// <param name="type">Its type; no native one.</param>
    /// <param name="text">Its text, as UTF-8.</param>
    /// <param name="binary">Where the bytes go; untouched when the text is no value of the type.</param>
    /// <returns>Whether the text is a value of the type.</returns>
    public static bool TryParse(ColumnType type, ReadOnlySpan<byte> text, IBufferWriter<byte> binary)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(binary);
        return type.IsArray ? new PgArrayParser(type.Element()).TryParse(text, binary) : TryParseScalar(type.Kind, text, binary);
    }

    private static bool TryParseScalar(TypeKind kind, ReadOnlySpan<byte> text, IBufferWriter<byte> binary) => kind switch
    {
        TypeKind.Boolean => TryBoolean(text, binary),
        TypeKind.Int16 => TryInteger(text, short.MinValue, short.MaxValue, 2, binary),
        TypeKind.Int32 => TryInteger(text, int.MinValue, int.MaxValue, 4, binary),
        TypeKind.Int64 => TryInteger(text, long.MinValue, long.MaxValue, 8, binary),
        TypeKind.Float32 => PgFloat.TryParse(text, out float single) && Put(BitConverter.SingleToInt32Bits(single), 4, binary),
        TypeKind.Float64 => PgFloat.TryParse(text, out double wide) && Put(BitConverter.DoubleToInt64Bits(wide), 8, binary),
        TypeKind.Numeric => PgNumeric.TryParse(text, binary),
        TypeKind.Text => TryText(text, binary),
        TypeKind.Bytes => TryBytes(text, binary),
        TypeKind.Date => PgCalendar.TryParseDate(text, out var days) && Put(days, 4, binary),
        TypeKind.Time => PgCalendar.TryParseTime(text, out var time) && Put(time, 8, binary),
        TypeKind.Timestamp => PgCalendar.TryParseTimestamp(text, keepsZone: false, out var moment) && Put(moment, 8, binary),
        TypeKind.TimestampTz => PgCalendar.TryParseTimestamp(text, keepsZone: true, out var instant) && Put(instant, 8, binary),
        TypeKind.Interval => PgInterval.TryParse(text, binary),
        TypeKind.Uuid => TryUuid(text, binary),
        TypeKind.Json => IsJson(text) && TryText(text, binary),
        TypeKind.Jsonb => IsJson(text) && Put(1, 1, binary) && TryText(text, binary),
        _ => throw new NotSupportedException("A native value can be read only by its own database; send it as text."),
    };

    private static bool TryBoolean(ReadOnlySpan<byte> text, IBufferWriter<byte> binary)
    {
        if (text.IsEmpty || text.Length > 5)
        {
            return false;
        }

        Span<byte> lower = stackalloc byte[5];
        Ascii.ToLower(text, lower, out var length);
        ReadOnlySpan<byte> word = lower[..length];
        if (word.SequenceEqual("t"u8) || word.SequenceEqual("true"u8) || word.SequenceEqual("yes"u8) || word.SequenceEqual("y"u8)
            || word.SequenceEqual("on"u8) || word.SequenceEqual("1"u8))
        {
            return Put(1, 1, binary);
        }

        return (word.SequenceEqual("f"u8) || word.SequenceEqual("false"u8) || word.SequenceEqual("no"u8) || word.SequenceEqual("n"u8)
            || word.SequenceEqual("off"u8) || word.SequenceEqual("0"u8)) && Put(0, 1, binary);
    }

    private static bool TryInteger(ReadOnlySpan<byte> text, long least, long most, int length, IBufferWriter<byte> binary)
    {
        var digits = text is [(byte)'+', ..] && text is not [_, (byte)'-', ..] ? text[1..] : text;
        return !digits.IsEmpty && Utf8Parser.TryParse(digits, out long value, out var used) && used == digits.Length
            && value >= least && value <= most && Put(value, length, binary);
    }

    private static bool TryText(ReadOnlySpan<byte> text, IBufferWriter<byte> binary)
    {
        binary.Write(text);
        return true;
    }

    private static bool TryUuid(ReadOnlySpan<byte> text, IBufferWriter<byte> binary)
    {
        Span<char> chars = stackalloc char[38];
        if (text.Length is not (32 or 36 or 38) || !Ascii.IsValid(text))
        {
            return false;
        }

        Encoding.ASCII.GetChars(text, chars);
        if (!Guid.TryParse(chars[..text.Length], out var id))
        {
            return false;
        }

        id.TryWriteBytes(binary.GetSpan(16), bigEndian: true, out _);
        binary.Advance(16);
        return true;
    }

    private static bool TryBytes(ReadOnlySpan<byte> text, IBufferWriter<byte> binary)
    {
        if (text is [(byte)'\\', (byte)'x' or (byte)'X', ..])
        {
            var span = binary.GetSpan(Math.Max(1, (text.Length - 2) / 2));
            var valid = Convert.FromHexString(text[2..], span, out _, out var written) == OperationStatus.Done;
            binary.Advance(valid ? written : 0);
            return valid;
        }

        return TryEscapedBytes(text, binary);
    }

    private static bool TryEscapedBytes(ReadOnlySpan<byte> text, IBufferWriter<byte> binary)
    {
        var span = binary.GetSpan(Math.Max(1, text.Length));
        var written = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                span[written++] = text[i];
            }
            else if (i + 1 < text.Length && text[i + 1] == '\\')
            {
                span[written++] = text[++i];
            }
            else if (i + 3 < text.Length && text[i + 1] is >= (byte)'0' and <= (byte)'3' && IsOctal(text[i + 2]) && IsOctal(text[i + 3]))
            {
                span[written++] = (byte)(((text[i + 1] - '0') << 6) | ((text[i + 2] - '0') << 3) | (text[i + 3] - '0'));
                i += 3;
            }
            else
            {
                return false;
            }
        }

        binary.Advance(written);
        return true;
    }

    private static bool IsOctal(byte digit) => digit is >= (byte)'0' and <= (byte)'7';

    private static bool IsJson(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = DeepestJson });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool Put(long value, int length, IBufferWriter<byte> binary)
    {
        Span<byte> wide = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(wide, value);
        wide[(8 - length)..].CopyTo(binary.GetSpan(length));
        binary.Advance(length);
        return true;
    }
}
