using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Data.Postgres;

/// <summary>Arrays of any number of dimensions as text: <c>{{1,2},{3,NULL}}</c>.</summary>
internal static class PgArrayText
{
    private static readonly SearchValues<byte> NeedQuotes = SearchValues.Create("{},\"\\ \t\n\r\v\f"u8);

    public static void Write(ColumnType element, ReadOnlySpan<byte> value, IBufferWriter<byte> text)
    {
        if (value.Length < 12)
        {
            throw new FormatException("The bytes are no array.");
        }

        var dimensions = BinaryPrimitives.ReadInt32BigEndian(value);
        if (dimensions is < 0 or > 6 || value.Length < 12 + (8 * dimensions))
        {
            throw new FormatException("The bytes are no array.");
        }

        if (dimensions == 0)
        {
            text.Write("{}"u8);
            return;
        }

        Span<int> lengths = stackalloc int[dimensions];
        WriteBounds(value, lengths, text);
        var writer = new ElementWriter(element, text);
        var rest = value[(12 + (8 * dimensions))..];
        writer.Write(lengths, ref rest);
    }

    private static void WriteBounds(ReadOnlySpan<byte> value, Span<int> lengths, IBufferWriter<byte> text)
    {
        var plain = true;
        for (var i = 0; i < lengths.Length; i++)
        {
            lengths[i] = BinaryPrimitives.ReadInt32BigEndian(value[(12 + (8 * i))..]);
            plain &= BinaryPrimitives.ReadInt32BigEndian(value[(16 + (8 * i))..]) == 1;
        }

        if (plain)
        {
            return;
        }

        for (var i = 0; i < lengths.Length; i++)
        {
            var lower = BinaryPrimitives.ReadInt32BigEndian(value[(16 + (8 * i))..]);
            text.Write(Encoding.ASCII.GetBytes(FormattableString.Invariant($"[{lower}:{lower + lengths[i] - 1}]")));
        }

        text.Write("="u8);
    }

    private sealed class ElementWriter(ColumnType element, IBufferWriter<byte> text)
    {
        private readonly ArrayBufferWriter<byte> scratch = new();

        public void Write(scoped ReadOnlySpan<int> lengths, ref ReadOnlySpan<byte> rest)
        {
            text.Write("{"u8);
            for (var i = 0; i < lengths[0]; i++)
            {
                text.Write(i == 0 ? default : ","u8);
                if (lengths.Length > 1)
                {
                    Write(lengths[1..], ref rest);
                }
                else
                {
                    WriteElement(ref rest);
                }
            }

            text.Write("}"u8);
        }

        private void WriteElement(ref ReadOnlySpan<byte> rest)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(rest);
            rest = rest[4..];
            if (length < 0)
            {
                text.Write("NULL"u8);
                return;
            }

            var value = rest[..length];
            rest = rest[length..];
            if (element.Kind == TypeKind.Boolean)
            {
                text.Write(value[0] != 0 ? "t"u8 : "f"u8);
                return;
            }

            scratch.ResetWrittenCount();
            PgText.WriteScalar(element.Kind, value, scratch);
            WriteQuoted(scratch.WrittenSpan);
        }

        private void WriteQuoted(ReadOnlySpan<byte> value)
        {
            if (!value.IsEmpty && !value.ContainsAny(NeedQuotes) && !Ascii.EqualsIgnoreCase(value, "null"u8))
            {
                text.Write(value);
                return;
            }

            text.Write("\""u8);
            foreach (var b in value)
            {
                text.Write(b is (byte)'"' or (byte)'\\' ? "\\"u8 : default);
                text.GetSpan(1)[0] = b;
                text.Advance(1);
            }

            text.Write("\""u8);
        }
    }
}
