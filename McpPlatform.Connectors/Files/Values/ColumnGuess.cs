using System.Text.Json;
using McpPlatform.Connectors.Files.Reading;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Connectors.Files.Values;

/// <summary>Narrows a column's type down, value by value: the narrowest type that holds every value without loss.</summary>
/// <param name="quotedIsText">Whether a quoted value cannot be a number or boolean, as in JSON.</param>
internal sealed class ColumnGuess(bool quotedIsText)
{
    /// <summary>Digits a float keeps whatever they are; more would be rounded.</summary>
    private const int FloatDigits = 17;
    private Guess guess = Guess.Nothing;
    private bool wholeBeyondFloat;

    private enum Guess
    {
        Nothing,
        Boolean,
        Int64,
        Float64,
        Numeric,
        Date,
        Timestamp,
        TimestampTz,
        Json,
        Text,
    }

    /// <summary>Whether a value was missing.</summary>
    public bool Nullable { get; private set; }

    /// <summary>The type that fits all values so far; text where there was none.</summary>
    public ColumnType Type => guess switch
    {
        Guess.Boolean => new ColumnType(TypeKind.Boolean),
        Guess.Int64 => new ColumnType(TypeKind.Int64),
        Guess.Float64 => new ColumnType(TypeKind.Float64),
        Guess.Numeric => new ColumnType(TypeKind.Numeric),
        Guess.Date => new ColumnType(TypeKind.Date),
        Guess.Timestamp => new ColumnType(TypeKind.Timestamp),
        Guess.TimestampTz => new ColumnType(TypeKind.TimestampTz),
        Guess.Json => new ColumnType(TypeKind.Jsonb),
        _ => ColumnType.Text,
    };

    /// <summary>The type that holds the values of two columns.</summary>
    public static ColumnType Join(ColumnType one, ColumnType other) => one == other ? one : (one.Kind, other.Kind) switch
    {
        (TypeKind.Int64 or TypeKind.Float64 or TypeKind.Numeric, TypeKind.Int64 or TypeKind.Float64 or TypeKind.Numeric) =>
            one.Kind == TypeKind.Numeric || other.Kind == TypeKind.Numeric ? new ColumnType(TypeKind.Numeric) : new ColumnType(TypeKind.Float64),
        (TypeKind.Date or TypeKind.Timestamp, TypeKind.Date or TypeKind.Timestamp) => new ColumnType(TypeKind.Timestamp),
        _ => ColumnType.Text,
    };

    /// <summary>Whether any value was seen.</summary>
    public bool SawValue => guess != Guess.Nothing;

    /// <summary>Notes that a row lacks a value.</summary>
    public void AddMissing() => Nullable = true;

    /// <summary>Notes a value.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="kind">How it was written.</param>
    public void Add(ReadOnlySpan<byte> text, FieldKind kind)
    {
        if (kind == FieldKind.Missing)
        {
            Nullable = true;
        }
        else if (kind == FieldKind.Structured || (quotedIsText && guess == Guess.Json))
        {
            guess = guess is Guess.Nothing or Guess.Json || quotedIsText ? Guess.Json : Guess.Text;
        }
        else if (kind == FieldKind.Quoted && text.Length == 0)
        {
            AddEmpty();
        }
        else if (guess != Guess.Text)
        {
            guess = Join(Classify(text, kind == FieldKind.Quoted && quotedIsText));
        }
    }

    /// <summary>A quoted nothing: an empty text where text stands, no value elsewhere.</summary>
    private void AddEmpty()
    {
        Nullable = true;
        guess = quotedIsText ? Guess.Text : guess;
    }

    private Guess Classify(ReadOnlySpan<byte> text, bool isText)
    {
        var first = text[0];
        if (guess is Guess.Date or Guess.Timestamp or Guess.TimestampTz && Moment(text) is { } moment)
        {
            return moment;
        }

        var numberLike = first is >= (byte)'0' and <= (byte)'9' or (byte)'-' or (byte)'.' or (byte)'N' or (byte)'I';
        if (numberLike && !isText && Number(text) is { } number)
        {
            return number;
        }

        return Moment(text) is { } other ? other
            : isText ? Guess.Text
            : TextParsing.TryBoolean(text, out _) ? Guess.Boolean
            : first is (byte)'{' or (byte)'[' && JsonText.IsStorable(text) ? Guess.Json
            : Guess.Text;
    }

    private static Guess? Moment(ReadOnlySpan<byte> text) =>
        text.Length < 10 || !TextParsing.TryTimestamp(text, out _, out var hasZone) ? null
        : hasZone ? Guess.TimestampTz : text.Length == 10 ? Guess.Date : Guess.Timestamp;

    private Guess? Number(ReadOnlySpan<byte> text)
    {
        if (TextParsing.TryInt64(text, out var whole))
        {
            wholeBeyondFloat |= whole is > 1L << 53 or < -(1L << 53);
            return Guess.Int64;
        }

        // Leading zeros are kept by text only: "007" and "00.5" are codes, not numbers.
        var digits = text[0] == '-' ? text[1..] : text;
        if (TextParsing.IsShortDecimal(digits))
        {
            return Guess.Float64;
        }

        if (digits is [(byte)'0', >= (byte)'0' and <= (byte)'9', ..] || !TextParsing.TryFloat64(text, out var value))
        {
            return null;
        }

        return SignificantDigits(text) > FloatDigits && double.IsFinite(value) && !text.ContainsAny((byte)'e', (byte)'E') ? Guess.Numeric : Guess.Float64;
    }

    private static int SignificantDigits(ReadOnlySpan<byte> text)
    {
        if (text.Length <= FloatDigits)
        {
            return 0;
        }

        var count = 0;
        foreach (var c in text.TrimStart("-0."u8))
        {
            count += c is >= (byte)'0' and <= (byte)'9' ? 1 : 0;
        }

        return count;
    }

    private Guess Join(Guess other) => guess == Guess.Nothing || guess == other ? Widen(other) : (guess, other) switch
    {
        (Guess.Int64 or Guess.Float64, Guess.Int64 or Guess.Float64) => Widen(Guess.Float64),
        (Guess.Int64 or Guess.Float64 or Guess.Numeric, Guess.Int64 or Guess.Float64 or Guess.Numeric) => Guess.Numeric,
        (Guess.Date or Guess.Timestamp, Guess.Date or Guess.Timestamp) => Guess.Timestamp,
        _ => Guess.Text,
    };

    private Guess Widen(Guess other) => other == Guess.Float64 && wholeBeyondFloat ? Guess.Numeric : other;
}
