using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Data.Postgres;

/// <summary>
/// Writes a value in PostgreSQL's binary form as the text PostgreSQL would write for it (ISO dates, UTC, shortest floats). A scalar boolean
/// is written <c>true</c> or <c>false</c>, as a cast to text does.
/// </summary>
public static class PgText
{
    /// <summary>Writes a value.</summary>
    /// <param name="type">Its type; no native one.</param>
    /// <param name="value">Its bytes.</param>
    /// <param name="text">Where the text goes, as UTF-8.</param>
    /// <exception cref="FormatException">The bytes are no value of the type.</exception>
    public static void Write(ColumnType type, ReadOnlySpan<byte> value, IBufferWriter<byte> text)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(text);
        if (type.IsArray)
        {
            PgArrayText.Write(type.Element(), value, text);
            return;
        }

        WriteScalar(type.Kind, value, text);
    }

    /// <summary>The text of a value as a string.</summary>
    /// <param name="type">Its type; no native one.</param>
    /// <param name="value">Its bytes.</param>
    public static string ToString(ColumnType type, ReadOnlySpan<byte> value)
    {
        var writer = new ArrayBufferWriter<byte>(Math.Max(16, value.Length * 2));
        Write(type, value, writer);
        return System.Text.Encoding.UTF8.GetString(writer.WrittenSpan);
    }

    internal static void WriteScalar(TypeKind kind, ReadOnlySpan<byte> value, IBufferWriter<byte> text)
    {
        switch (kind)
        {
            case TypeKind.Boolean:
                text.Write(Fixed(value, 1)[0] != 0 ? "true"u8 : "false"u8);
                break;
            case TypeKind.Int16:
                WriteInteger(BinaryPrimitives.ReadInt16BigEndian(Fixed(value, 2)), text);
                break;
            case TypeKind.Int32:
                WriteInteger(BinaryPrimitives.ReadInt32BigEndian(Fixed(value, 4)), text);
                break;
            case TypeKind.Int64:
                WriteInteger(BinaryPrimitives.ReadInt64BigEndian(Fixed(value, 8)), text);
                break;
            case TypeKind.Float32:
                PgFloat.Write(BinaryPrimitives.ReadSingleBigEndian(Fixed(value, 4)), text);
                break;
            case TypeKind.Float64:
                PgFloat.Write(BinaryPrimitives.ReadDoubleBigEndian(Fixed(value, 8)), text);
                break;
            case TypeKind.Numeric:
                PgNumeric.Write(value, text);
                break;
            case TypeKind.Text or TypeKind.Json:
                text.Write(value);
                break;
            case TypeKind.Jsonb:
                text.Write(value is [1, ..] ? value[1..] : throw Malformed(kind));
                break;
            case TypeKind.Bytes:
                WriteHex(value, text);
                break;
            case TypeKind.Date:
                PgCalendar.WriteDate(BinaryPrimitives.ReadInt32BigEndian(Fixed(value, 4)), text);
                break;
            case TypeKind.Time:
                PgCalendar.WriteTime(BinaryPrimitives.ReadInt64BigEndian(Fixed(value, 8)), text);
                break;
            case TypeKind.Timestamp:
                PgCalendar.WriteTimestamp(BinaryPrimitives.ReadInt64BigEndian(Fixed(value, 8)), default, text);
                break;
            case TypeKind.TimestampTz:
                PgCalendar.WriteTimestamp(BinaryPrimitives.ReadInt64BigEndian(Fixed(value, 8)), "+00"u8, text);
                break;
            case TypeKind.Interval:
                PgInterval.Write(Fixed(value, 16), text);
                break;
            case TypeKind.Uuid:
                var id = new Guid(Fixed(value, 16), bigEndian: true);
                Utf8Formatter.TryFormat(id, text.GetSpan(36), out var written);
                text.Advance(written);
                break;
            default:
                throw new NotSupportedException("A native value has a text form only in its own database; ask the source for text.");
        }
    }

    private static void WriteInteger(long value, IBufferWriter<byte> text)
    {
        Utf8Formatter.TryFormat(value, text.GetSpan(20), out var written);
        text.Advance(written);
    }

    private static void WriteHex(ReadOnlySpan<byte> value, IBufferWriter<byte> text)
    {
        var span = text.GetSpan(2 + (value.Length * 2));
        span[0] = (byte)'\\';
        span[1] = (byte)'x';
        Convert.TryToHexStringLower(value, span[2..], out var written);
        text.Advance(2 + written);
    }

    private static ReadOnlySpan<byte> Fixed(ReadOnlySpan<byte> value, int length) =>
        value.Length == length ? value : throw new FormatException($"A value of {length} bytes was expected, but it has {value.Length}.");

    private static FormatException Malformed(TypeKind kind) => new($"The bytes are no value of type {kind}.");
}
