using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data.Postgres;

namespace McpPlatform.Worker.Sync.Transforms;

/// <summary>
/// Reads text into a type as a cast that a person asked for does, more leniently than a source: blanks around the text are no matter, "3.00" is a
/// whole number, a date and time is a date, and digits a numeric has no room for behind its point are rounded. Not thread-safe.
/// </summary>
/// <param name="to">The wanted type.</param>
internal sealed class ValueCast(ColumnType to)
{
    private static readonly ColumnType Numeric = new(TypeKind.Numeric);
    private static readonly ColumnType Timestamp = new(TypeKind.Timestamp);
    private readonly ArrayBufferWriter<byte> scratch = new();

    /// <summary>Whether text can be cast to a type.</summary>
    /// <param name="type">The type.</param>
    public static bool CanReach(ColumnType type) => !type.IsArray && type.Kind != TypeKind.Native;

    /// <summary>Reads a value.</summary>
    /// <param name="text">Its text, as UTF-8.</param>
    /// <param name="binary">Where its bytes go; untouched when the text is no value of the type.</param>
    /// <returns>Whether the text is a value of the type.</returns>
    public bool TryRead(ReadOnlySpan<byte> text, IBufferWriter<byte> binary)
    {
        var trimmed = text[Ascii.Trim(text)];
        return to.Kind switch
        {
            // Only its own database can read it.
            TypeKind.Native => false,
            _ when to.IsArray => PgParse.TryParse(to, trimmed, binary),
            TypeKind.Text or TypeKind.Bytes or TypeKind.Json => PgParse.TryParse(to, text, binary),
            TypeKind.Int16 or TypeKind.Int32 or TypeKind.Int64 => PgParse.TryParse(to, trimmed, binary) || TryWhole(trimmed, binary),
            TypeKind.Numeric when to is { Precision: { } precision, Scale: { } scale } => TryFit(trimmed, precision, scale, binary),
            TypeKind.Date => PgParse.TryParse(to, trimmed, binary) || TryDay(trimmed, binary),
            _ => PgParse.TryParse(to, trimmed, binary),
        };
    }

    /// <summary>3.00 and 1e3 are whole numbers too; 3.5 is not, and rounding it unasked would change data.</summary>
    private bool TryWhole(ReadOnlySpan<byte> text, IBufferWriter<byte> binary)
    {
        Span<byte> digits = stackalloc byte[20];
        return TryScratch(Numeric, text) && new PgNumericValue(scratch.WrittenSpan).TryWhole(out var whole)
            && Utf8Formatter.TryFormat(whole, digits, out var length) && PgParse.TryParse(to, digits[..length], binary);
    }

    private bool TryFit(ReadOnlySpan<byte> text, int precision, int scale, IBufferWriter<byte> binary) =>
        TryScratch(Numeric, text) && new PgNumericValue(scratch.WrittenSpan).TryFit(precision, scale, binary);

    private bool TryDay(ReadOnlySpan<byte> text, IBufferWriter<byte> binary)
    {
        if (!TryScratch(Timestamp, text))
        {
            return false;
        }

        var (days, time) = Math.DivRem(BinaryPrimitives.ReadInt64BigEndian(scratch.WrittenSpan), TimeSpan.MicrosecondsPerDay);
        BinaryPrimitives.WriteInt32BigEndian(binary.GetSpan(4), (int)(time < 0 ? days - 1 : days));
        binary.Advance(4);
        return true;
    }

    private bool TryScratch(ColumnType type, ReadOnlySpan<byte> text)
    {
        scratch.ResetWrittenCount();
        return PgParse.TryParse(type, text, scratch);
    }
}
