using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpPlatform.Contracts.Connectors;

/// <summary>
/// The logical type of a column, written as one word: <c>int64</c>, <c>numeric(10,2)</c>, <c>int32[]</c>, or <c>native:int4range</c> for a type
/// that only its own database understands.
/// </summary>
[JsonConverter(typeof(ColumnTypeJson))]
public sealed record ColumnType
{
    private const string NativePrefix = "native:";

    /// <summary>A type without parameters.</summary>
    /// <param name="kind">Any kind but <see cref="TypeKind.Native"/>.</param>
    public ColumnType(TypeKind kind) => Kind = kind;

    /// <summary>What kind of value.</summary>
    public TypeKind Kind { get; private init; }

    /// <summary>Most digits of a <see cref="TypeKind.Numeric"/>, 1 to 1000; <see langword="null"/> means any.</summary>
    public int? Precision { get; private init; }

    /// <summary>Digits behind the point of a <see cref="TypeKind.Numeric"/>; <see langword="null"/> exactly when <see cref="Precision"/> is.</summary>
    public int? Scale { get; private init; }

    /// <summary>Whether the value is an array (of any number of dimensions) of this kind.</summary>
    public bool IsArray { get; private init; }

    /// <summary>The database's own name of a <see cref="TypeKind.Native"/>; otherwise <see langword="null"/>.</summary>
    public string? NativeName { get; private init; }

    /// <summary>Text of any length.</summary>
    public static ColumnType Text { get; } = new(TypeKind.Text);

    /// <summary>A number of fixed precision.</summary>
    /// <param name="precision">Most digits, 1 to 1000.</param>
    /// <param name="scale">Digits behind the point.</param>
    public static ColumnType Numeric(int precision, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, 1000);
        return new ColumnType(TypeKind.Numeric) { Precision = precision, Scale = scale };
    }

    /// <summary>A type of the database's own.</summary>
    /// <param name="name">Its full name in the source, such as <c>int4range</c> or <c>public.mood</c>.</param>
    public static ColumnType Native(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new ColumnType(TypeKind.Native) { NativeName = name };
    }

    /// <summary>The array of this type.</summary>
    public ColumnType AsArray() => this with { IsArray = true };

    /// <summary>The type of one element of this array type; the type itself where it is no array.</summary>
    public ColumnType Element() => this with { IsArray = false };

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <param name="text">The word.</param>
    /// <param name="type">The type, where the word names one.</param>
    public static bool TryParse(string? text, out ColumnType type)
    {
        type = Text;
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        if (text.EndsWith("[]", StringComparison.Ordinal))
        {
            if (!TryParse(text[..^2], out var element) || element.IsArray)
            {
                return false;
            }

            type = element.AsArray();
            return true;
        }

        if (text.StartsWith(NativePrefix, StringComparison.Ordinal))
        {
            var name = text[NativePrefix.Length..];
            type = name.Length > 0 ? Native(name) : Text;
            return name.Length > 0;
        }

        return TryParseSimple(text, out type);
    }

    /// <summary>The word for this type.</summary>
    public override string ToString()
    {
        var name = Kind switch
        {
            TypeKind.Native => NativePrefix + NativeName,
            TypeKind.Numeric when Precision is not null => string.Create(CultureInfo.InvariantCulture, $"numeric({Precision},{Scale})"),
            _ => JsonNamingPolicy.SnakeCaseLower.ConvertName(Kind.ToString()).Replace("_", "", StringComparison.Ordinal),
        };
        return IsArray ? name + "[]" : name;
    }

    private static bool TryParseSimple(string text, out ColumnType type)
    {
        type = Text;
        var open = text.IndexOf('(', StringComparison.Ordinal);
        if (open > 0)
        {
            var parts = text[(open + 1)..].TrimEnd(')').Split(',');
            if (text[..open] != "numeric" || !text.EndsWith(')') || parts.Length != 2
                || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var precision) || precision is < 1 or > 1000
                || !int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var scale))
            {
                return false;
            }

            type = Numeric(precision, scale);
            return true;
        }

        if (!char.IsAsciiLetter(text[0]) || !Enum.TryParse<TypeKind>(text, ignoreCase: true, out var kind) || kind == TypeKind.Native)
        {
            return false;
        }

        type = new ColumnType(kind);
        return true;
    }
}

/// <summary>Kinds of values that cross the data plane.</summary>
public enum TypeKind
{
    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Whole number of 16 bits.</summary>
    Int16,

    /// <summary>Whole number of 32 bits.</summary>
    Int32,

    /// <summary>Whole number of 64 bits.</summary>
    Int64,

    /// <summary>IEEE 754 single precision.</summary>
    Float32,

    /// <summary>IEEE 754 double precision.</summary>
    Float64,

    /// <summary>Decimal number of any precision, with NaN and infinities.</summary>
    Numeric,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>A calendar date, with infinities.</summary>
    Date,

    /// <summary>A time of day, to the microsecond.</summary>
    Time,

    /// <summary>A date and time without zone, to the microsecond, with infinities.</summary>
    Timestamp,

    /// <summary>A moment, to the microsecond, with infinities.</summary>
    TimestampTz,

    /// <summary>Months, days and microseconds.</summary>
    Interval,

    /// <summary>A UUID.</summary>
    Uuid,

    /// <summary>A JSON text, kept to the byte.</summary>
    Json,

    /// <summary>A JSON value.</summary>
    Jsonb,

    /// <summary>A type that only its own database understands: enum, range, composite, domain, extension.</summary>
    Native,
}

/// <summary>A <see cref="ColumnType"/> as its word.</summary>
public sealed class ColumnTypeJson : JsonConverter<ColumnType>
{
    /// <inheritdoc/>
    public override ColumnType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        return ColumnType.TryParse(text, out var type)
            ? type
            : throw new JsonException($"'{text}' is not a column type. Examples: text, int64, numeric(10,2), timestamptz, int32[].");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ColumnType value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.ToString());
    }
}
