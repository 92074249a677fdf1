using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace McpPlatform.Guard.Schemas.Values;

/// <summary>
/// A JSON number of any size, without rounding: its significant digits and the power of ten of the last one. It stays in the bytes it was read
/// from, so <c>1e400000000</c> costs no more than 1. Exponents beyond 2^60 count as 2^60.
/// </summary>
internal readonly ref struct ExactNumber
{
    private const long MaxExponent = 1L << 60;
    private readonly ReadOnlySpan<byte> digits;
    private readonly bool isNegative;
    private readonly long scale;

    private ExactNumber(ReadOnlySpan<byte> digits, bool isNegative, long scale)
    {
        this.digits = digits;
        this.isNegative = isNegative;
        this.scale = scale;
    }

    /// <summary>Reads a number as JSON writes it.</summary>
    public static ExactNumber Parse(ReadOnlySpan<byte> json)
    {
        var isNegative = json[0] == (byte)'-';
        var end = json.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = (end < 0 ? json : json[..end])[(isNegative ? 1 : 0)..];
        var point = mantissa.IndexOf((byte)'.');
        var scale = (end < 0 ? 0 : ExponentOf(json[(end + 1)..])) - (point < 0 ? 0 : mantissa.Length - point - 1);
        var trimmed = mantissa.TrimEnd("0."u8);
        scale += mantissa.Length - trimmed.Length - (point >= trimmed.Length ? 1 : 0);
        trimmed = trimmed.TrimStart("0."u8);
        return trimmed.IsEmpty ? default : new ExactNumber(trimmed, isNegative, scale);
    }

    public static ExactNumber Of(JsonElement number) => Parse(JsonMarshal.GetRawUtf8Value(number));

    public bool IsZero => digits.IsEmpty;

    public bool IsInteger => scale >= 0;

    public bool IsPositive => !IsZero && !isNegative;

    public int DigitCount => digits.Length - (digits.Contains((byte)'.') ? 1 : 0);

    private int Sign => IsZero ? 0 : isNegative ? -1 : 1;

    public int CompareTo(ExactNumber other)
    {
        if (Sign != other.Sign || IsZero)
        {
            return Sign.CompareTo(other.Sign);
        }

        var magnitude = (DigitCount + scale).CompareTo(other.DigitCount + other.scale);
        return Sign * (magnitude != 0 ? magnitude : CompareDigits(digits, other.digits));
    }

    /// <summary>Whether it is a whole multiple of a number that is not zero. Both have at most <see cref="SchemaLimits.MaxDigits"/> digits.</summary>
    public bool IsMultipleOf(ExactNumber divisor)
    {
        if (IsZero)
        {
            return true;
        }

        var shift = scale - divisor.scale;
        if (shift >= 0)
        {
            return (ToInteger() * BigInteger.ModPow(10, shift, divisor.ToInteger()) % divisor.ToInteger()).IsZero;
        }

        return -shift < DigitCount && (ToInteger() % (divisor.ToInteger() * BigInteger.Pow(10, (int)-shift))).IsZero;
    }

    /// <summary>The same for equal numbers, however they are written.</summary>
    public int Hash()
    {
        var hash = new HashCode();
        hash.Add(Sign);
        hash.Add(scale);
        foreach (var digit in digits)
        {
            if (digit != (byte)'.')
            {
                hash.Add(digit);
            }
        }

        return hash.ToHashCode();
    }

    // The last digits are no zeros, so of two that are equal as far as the shorter goes, the longer is greater.
    private static int CompareDigits(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (int l = 0, r = 0; ; l++, r++)
        {
            l += l < left.Length && left[l] == (byte)'.' ? 1 : 0;
            r += r < right.Length && right[r] == (byte)'.' ? 1 : 0;
            if (l == left.Length || r == right.Length)
            {
                return (left.Length - l).CompareTo(right.Length - r);
            }

            if (left[l] != right[r])
            {
                return left[l].CompareTo(right[r]);
            }
        }
    }

    private BigInteger ToInteger() =>
        BigInteger.Parse(Encoding.ASCII.GetString(digits).Replace(".", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture);

    private static long ExponentOf(ReadOnlySpan<byte> text)
    {
        var isNegative = text[0] == (byte)'-';
        var exponent = 0L;
        foreach (var digit in text.TrimStart("+-0"u8))
        {
            exponent = Math.Min((exponent * 10) + digit - (byte)'0', MaxExponent);
        }

        return isNegative ? -exponent : exponent;
    }
}
