using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Worker.Sync.Values;

/// <summary>Reads a value from text into PostgreSQL's binary form.</summary>
internal static class ValueParser
{
    /// <summary>Whether values of a type can be read from text here.</summary>
    /// <param name="type">The type.</param>
    public static bool CanParse(ColumnType type) => !type.IsArray && type.Kind is not (TypeKind.Native or TypeKind.Interval);

    /// <summary>Reads a value.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="text">The text.</param>
    /// <returns>The bytes; <see langword="null"/> where the text is no such value.</returns>
    public static byte[]? Parse(ColumnType type, string text) => type.Kind switch
    {
        TypeKind.Boolean => Boolean(text),
        TypeKind.Int16 => Whole(text) is >= short.MinValue and <= short.MaxValue and var v ? Big(2, b => BinaryPrimitives.WriteInt16BigEndian(b, (short)v)) : null,
        TypeKind.Int32 => Whole(text) is >= int.MinValue and <= int.MaxValue and var v ? Big(4, b => BinaryPrimitives.WriteInt32BigEndian(b, (int)v)) : null,
        TypeKind.Int64 => Whole(text) is { } v ? Long(v) : null,
        TypeKind.Float32 => Float(text) is { } v && (!float.IsInfinity((float)v) || double.IsInfinity(v)) ? Big(4, b => BinaryPrimitives.WriteSingleBigEndian(b, (float)v)) : null,
        TypeKind.Float64 => Float(text) is { } v ? Big(8, b => BinaryPrimitives.WriteDoubleBigEndian(b, v)) : null,
        TypeKind.Numeric => PgNumeric.Parse(text, type.Precision, type.Scale),
        TypeKind.Text => Encoding.UTF8.GetBytes(text),
        TypeKind.Json => IsJson(text) ? Encoding.UTF8.GetBytes(text) : null,
        TypeKind.Jsonb => IsJson(text) ? [1, .. Encoding.UTF8.GetBytes(text)] : null,
        TypeKind.Bytes => Hex(text),
        TypeKind.Date => TimeText.ParseDate(text) is { } v ? Big(4, b => BinaryPrimitives.WriteInt32BigEndian(b, v)) : null,
        TypeKind.Time => TimeText.ParseTime(text) is { } v ? Long(v) : null,
        TypeKind.Timestamp => TimeText.ParseTimestamp(text, moment: false) is { } v ? Long(v) : null,
        TypeKind.TimestampTz => TimeText.ParseTimestamp(text, moment: true) is { } v ? Long(v) : null,
        TypeKind.Uuid => Guid.TryParse(text.Trim(), out var v) ? v.ToByteArray(bigEndian: true) : null,
        _ => null,
    };

    private static byte[]? Boolean(string text) => text.Trim().ToUpperInvariant() switch
    {
        "T" or "TRUE" or "Y" or "YES" or "ON" or "1" => [1],
        "F" or "FALSE" or "N" or "NO" or "OFF" or "0" => [0],
        _ => null,
    };

    private static long? Whole(string text)
    {
        if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var direct))
        {
            return direct;
        }

        // 3.00 and 1e3 are whole numbers too; 3.5 is not, and rounding it unasked would change data.
        if (!DecimalText.TryParse(text.AsSpan().Trim(), out var number) || number.IntegerDigits > 19
            || number.Digits.AsSpan(number.IntegerDigits).ContainsAnyExcept('0'))
        {
            return null;
        }

        var digits = number.Digits[..number.IntegerDigits];
        return long.TryParse((number.IsNegative ? "-" : "") + (digits.Length == 0 ? "0" : digits), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? whole
            : null;
    }

    private static double? Float(string text) => text.Trim().ToUpperInvariant() switch
    {
        "NAN" => double.NaN,
        "INFINITY" or "+INFINITY" or "INF" => double.PositiveInfinity,
        "-INFINITY" or "-INF" => double.NegativeInfinity,
        var t when double.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) => value,
        _ => null,
    };

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[]? Hex(string text)
    {
        if (!text.StartsWith(@"\x", StringComparison.Ordinal))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var digits = text.AsSpan(2);
        var bytes = new byte[digits.Length / 2];
        return digits.Length % 2 == 0 && Convert.FromHexString(digits, bytes, out _, out _) == System.Buffers.OperationStatus.Done ? bytes : null;
    }

    private static byte[] Long(long value) => Big(8, b => BinaryPrimitives.WriteInt64BigEndian(b, value));

    private static byte[] Big(int size, SpanWriter write)
    {
        var bytes = new byte[size];
        write(bytes);
        return bytes;
    }

    private delegate void SpanWriter(Span<byte> bytes);
}
