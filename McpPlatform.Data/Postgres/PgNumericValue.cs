using System.Buffers;
using System.Buffers.Binary;

namespace McpPlatform.Data.Postgres;

/// <summary>
/// A decimal number in PostgreSQL's binary form, read where it lies: number of base-10,000 groups, weight of the first, sign, digits behind the
/// point, then the groups, each number in 16 bits.
/// </summary>
public readonly ref struct PgNumericValue
{
    internal const int Negative = 0x4000;
    internal const int NotANumber = 0xC000;
    internal const int PositiveInfinity = 0xD000;
    internal const int NegativeInfinity = 0xF000;
    private const int HeaderBytes = 8;
    private const int GroupBase = 10_000;
    private const int GroupDigits = 4;
    private const int GroupsOnStack = 64;
    private readonly ReadOnlySpan<byte> bytes;

    /// <summary>Reads a number.</summary>
    /// <param name="bytes">Its binary form.</param>
    /// <exception cref="FormatException">The bytes are no number.</exception>
    public PgNumericValue(ReadOnlySpan<byte> bytes)
    {
        this.bytes = bytes;
        if (bytes.Length < HeaderBytes || bytes.Length != HeaderBytes + (2 * Count))
        {
            throw new FormatException("The bytes are no number.");
        }
    }

    internal int Count => Word(0);

    internal int Weight => (short)Word(2);

    internal int Sign => Word(4);

    internal int Scale => Word(6);

    private bool IsFinite => Sign is 0 or Negative;

    /// <summary>The order of two numbers; NaN equals itself and is greater than all others, as in PostgreSQL.</summary>
    /// <param name="other">The other number.</param>
    public int CompareTo(PgNumericValue other)
    {
        var (rank, rankOfOther) = (Rank(), other.Rank());
        return rank == rankOfOther && rank is -1 or 1 ? rank * CompareMagnitude(other) : rank.CompareTo(rankOfOther);
    }

    /// <summary>The number as a whole one.</summary>
    /// <param name="whole">The whole number.</param>
    /// <returns>Whether nothing but zeros stands behind the point, and 64 bits hold it.</returns>
    public bool TryWhole(out long whole)
    {
        whole = 0;
        if (!IsFinite || (Count > 0 && (Count > Weight + 1 || Weight > 4)))
        {
            return false;
        }

        Int128 sum = 0;
        for (var group = 0; group <= Weight; group++)
        {
            sum = (sum * GroupBase) + Group(group);
        }

        sum = Sign == Negative ? -sum : sum;
        whole = unchecked((long)sum);
        return whole == sum;
    }

    /// <summary>Writes the number as a <c>numeric(precision, scale)</c> holds it: rounded, half away from zero.</summary>
    /// <param name="precision">Most digits.</param>
    /// <param name="scale">Digits behind the point; fewer than 0 round before it.</param>
    /// <param name="binary">Where the bytes go; untouched when the number does not fit.</param>
    /// <returns>Whether the type has room for it. NaN fits every type, an infinity none of fixed precision.</returns>
    public bool TryFit(int precision, int scale, IBufferWriter<byte> binary)
    {
        ArgumentNullException.ThrowIfNull(binary);
        if (!IsFinite)
        {
            binary.Write(Sign == NotANumber ? bytes : default);
            return Sign == NotANumber;
        }

        // One group more than there are, for what rounding carries over.
        var groups = Count < GroupsOnStack ? stackalloc int[GroupsOnStack] : new int[Count + 1];
        groups = groups[..(Count + 1)];
        groups[0] = 0;
        for (var i = 1; i < groups.Length; i++)
        {
            groups[i] = Group(i - 1);
        }

        var kept = Round(groups, Weight + 1, scale);
        return TryWrite(groups[..kept], Weight + 1, precision - scale, Math.Max(0, scale), binary);
    }

    internal int Group(int index) => index >= 0 && index < Count ? Word(HeaderBytes + (2 * index)) : 0;

    private int Rank() => Sign switch
    {
        NotANumber => 3,
        PositiveInfinity => 2,
        NegativeInfinity => -2,
        _ when Count == 0 => 0,
        Negative => -1,
        _ => 1,
    };

    private int CompareMagnitude(PgNumericValue other)
    {
        var order = Weight.CompareTo(other.Weight);
        var groups = Math.Max(Count, other.Count);
        for (var i = 0; order == 0 && i < groups; i++)
        {
            order = Group(i).CompareTo(other.Group(i));
        }

        return order;
    }

    /// <returns>How many groups are left; behind them stand zeros.</returns>
    private static int Round(Span<int> groups, int weight, int scale)
    {
        var position = PgNumeric.FloorDiv(-scale, GroupDigits);
        var last = weight - position;
        if (last < 0 || last >= groups.Length)
        {
            return last < 0 ? 0 : groups.Length;
        }

        var unit = (-scale - (GroupDigits * position)) switch { 0 => 1, 1 => 10, 2 => 100, _ => 1000 };
        var rest = groups[last] % unit;
        var up = unit == 1 ? last + 1 < groups.Length && groups[last + 1] >= GroupBase / 2 : rest >= unit / 2;
        groups[last] += (up ? unit : 0) - rest;
        for (var i = last; groups[i] >= GroupBase; i--)
        {
            groups[i] -= GroupBase;
            groups[i - 1]++;
        }

        return last + 1;
    }

    private bool TryWrite(ReadOnlySpan<int> groups, int weight, int wholeDigits, int scale, IBufferWriter<byte> binary)
    {
        var leading = groups.IndexOfAnyExcept(0);
        if (leading < 0)
        {
            PgNumeric.WriteHeader(binary, 0, 0, 0, scale);
            return true;
        }

        weight -= leading;
        groups = groups[leading..].TrimEnd(0);
        var firstDigits = groups[0] switch { < 10 => 1, < 100 => 2, < 1000 => 3, _ => GroupDigits };
        if ((weight * GroupDigits) + firstDigits > wholeDigits)
        {
            return false;
        }

        PgNumeric.WriteHeader(binary, groups.Length, weight, Sign, scale);
        var span = binary.GetSpan(2 * groups.Length);
        for (var i = 0; i < groups.Length; i++)
        {
            BinaryPrimitives.WriteInt16BigEndian(span[(2 * i)..], (short)groups[i]);
        }

        binary.Advance(2 * groups.Length);
        return true;
    }

    private int Word(int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);
}
