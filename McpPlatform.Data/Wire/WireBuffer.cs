using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace McpPlatform.Data.Wire;

/// <summary>Writes little-endian fields into a payload.</summary>
internal static class WireBuffer
{
    private const int NullLength = -1;

    public static void WriteByte(this IBufferWriter<byte> writer, byte value)
    {
        writer.GetSpan(1)[0] = value;
        writer.Advance(1);
    }

    public static void WriteInt32(this IBufferWriter<byte> writer, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(writer.GetSpan(4), value);
        writer.Advance(4);
    }

    public static void WriteInt64(this IBufferWriter<byte> writer, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(writer.GetSpan(8), value);
        writer.Advance(8);
    }

    public static void WriteString(this IBufferWriter<byte> writer, string? value)
    {
        if (value is null)
        {
            writer.WriteInt32(NullLength);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        writer.WriteInt32(length);
        Encoding.UTF8.GetBytes(value, writer.GetSpan(length));
        writer.Advance(length);
    }

    public static void WriteInt32s(this IBufferWriter<byte> writer, ReadOnlySpan<int> values)
    {
        var span = writer.GetSpan(values.Length * 4)[..(values.Length * 4)];
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(span);
        }
        else
        {
            for (var i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(span[(i * 4)..], values[i]);
            }
        }

        writer.Advance(span.Length);
    }
}

/// <summary>Reads little-endian fields of a payload; what does not fit is an <see cref="InvalidDataException"/>.</summary>
internal ref struct WireCursor(ReadOnlyMemory<byte> payload)
{
    private readonly ReadOnlyMemory<byte> payload = payload;
    private int position;

    public readonly bool AtEnd => position == payload.Length;

    public byte ReadByte() => Take(1).Span[0];

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4).Span);

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8).Span);

    public int ReadCount(int max, string what)
    {
        var count = ReadInt32();
        return count >= 0 && count <= max ? count : throw new InvalidDataException($"A frame announces {count} {what}; at most {max} are possible.");
    }

    public string? ReadString()
    {
        var length = ReadInt32();
        return length == -1 ? null : Encoding.UTF8.GetString(Take(length).Span);
    }

    public string ReadRequiredString() => ReadString() ?? throw new InvalidDataException("A frame lacks a text that is required.");

    public int[] ReadInt32s(int count)
    {
        var source = Take(checked(count * 4)).Span;
        var values = new int[count];
        if (BitConverter.IsLittleEndian)
        {
            source.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        for (var i = 0; i < count; i++)
        {
            values[i] = BinaryPrimitives.ReadInt32LittleEndian(source[(i * 4)..]);
        }

        return values;
    }

    public ReadOnlyMemory<byte> Take(int length)
    {
        if (length < 0 || length > payload.Length - position)
        {
            throw new InvalidDataException("A frame ends before its fields do.");
        }

        var taken = payload.Slice(position, length);
        position += length;
        return taken;
    }
}
