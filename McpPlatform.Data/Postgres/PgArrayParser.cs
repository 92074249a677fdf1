using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Data.Postgres;

/// <summary>Reads the text of an array into PostgreSQL's binary form. An array whose rows differ in length is refused, as PostgreSQL does.</summary>
internal sealed class PgArrayParser(ColumnType element)
{
    private const int MostDimensions = 6;
    private readonly ArrayBufferWriter<byte> elements = new();
    private readonly ArrayBufferWriter<byte> scratch = new();
    private readonly int[] lengths = [-1, -1, -1, -1, -1, -1];
    private readonly int[] lowers = [1, 1, 1, 1, 1, 1];
    private int depth;
    private int leafDepth = -1;
    private bool hasNull;

    public bool TryParse(ReadOnlySpan<byte> text, IBufferWriter<byte> binary)
    {
        text = Trim(text);
        if (!TryTakeBounds(ref text, out var bounded) || !TryTakeLevel(ref text, 0) || !Trim(text).IsEmpty)
        {
            return false;
        }

        if (lengths[0] == 0)
        {
            depth = 0;
        }

        if (bounded >= 0 && bounded != depth)
        {
            return false;
        }

        WriteArray(binary);
        return true;
    }

    private void WriteArray(IBufferWriter<byte> binary)
    {
        var span = binary.GetSpan(12 + (8 * depth));
        BinaryPrimitives.WriteInt32BigEndian(span, depth);
        BinaryPrimitives.WriteInt32BigEndian(span[4..], hasNull ? 1 : 0);
        BinaryPrimitives.WriteUInt32BigEndian(span[8..], PgOid.Of(element.Kind));
        for (var i = 0; i < depth; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(span[(12 + (8 * i))..], lengths[i]);
            BinaryPrimitives.WriteInt32BigEndian(span[(16 + (8 * i))..], lowers[i]);
        }

        binary.Advance(12 + (8 * depth));
        binary.Write(elements.WrittenSpan);
    }

    // "[2:3][0:1]={...}": only the lower bounds are news; the lengths follow from the elements.
    private bool TryTakeBounds(ref ReadOnlySpan<byte> text, out int count)
    {
        count = text is [(byte)'[', ..] ? 0 : -1;
        while (text is [(byte)'[', ..])
        {
            text = text[1..];
            if (count == MostDimensions || !Utf8Parser.TryParse(text, out int lower, out var used))
            {
                return false;
            }

            lowers[count++] = lower;
            var close = text.IndexOf((byte)']');
            if (close < 0 || text[used] != ':')
            {
                return false;
            }

            text = text[(close + 1)..];
        }

        return count < 0 || PgCalendar.TryTake(ref text, '=');
    }

    private bool TryTakeLevel(ref ReadOnlySpan<byte> text, int level)
    {
        if (level == MostDimensions || !PgCalendar.TryTake(ref text, '{'))
        {
            return false;
        }

        depth = Math.Max(depth, level + 1);
        var count = 0;
        text = Trim(text);
        while (text is not [(byte)'}', ..])
        {
            if (count > 0 && !PgCalendar.TryTake(ref text, ','))
            {
                return false;
            }

            text = Trim(text);
            if (!(text is [(byte)'{', ..] ? TryTakeLevel(ref text, level + 1) : TryTakeElement(ref text, level)))
            {
                return false;
            }

            count++;
            text = Trim(text);
        }

        text = text[1..];
        var first = lengths[level] < 0;
        lengths[level] = first ? count : lengths[level];
        return first || lengths[level] == count;
    }

    private bool TryTakeElement(ref ReadOnlySpan<byte> text, int level)
    {
        if (leafDepth >= 0 && leafDepth != level)
        {
            return false;
        }

        leafDepth = level;
        scratch.ResetWrittenCount();
        if (!TryUnquote(ref text, out var quoted))
        {
            return false;
        }

        if (!quoted && Ascii.EqualsIgnoreCase(scratch.WrittenSpan, "null"u8))
        {
            hasNull = true;
            WriteLength(-1);
            return true;
        }

        return TryWriteElement(scratch.WrittenSpan);
    }

    private bool TryWriteElement(ReadOnlySpan<byte> value)
    {
        var binary = new ArrayBufferWriter<byte>(Math.Max(16, value.Length));
        if (!PgParse.TryParse(element, value, binary))
        {
            return false;
        }

        WriteLength(binary.WrittenCount);
        elements.Write(binary.WrittenSpan);
        return true;
    }

    private bool TryUnquote(ref ReadOnlySpan<byte> text, out bool quoted)
    {
        quoted = PgCalendar.TryTake(ref text, '"');
        var i = 0;
        while (i < text.Length && (quoted ? text[i] != '"' : text[i] is not ((byte)',' or (byte)'}' or (byte)'{' or (byte)'"')))
        {
            i += text[i] == '\\' ? 1 : 0;
            if (i == text.Length)
            {
                return false;
            }

            scratch.GetSpan(1)[0] = text[i++];
            scratch.Advance(1);
        }

        if (i == text.Length)
        {
            return false;
        }

        text = text[(quoted ? i + 1 : i)..];
        return quoted || TrimEnd();
    }

    private bool TrimEnd()
    {
        var kept = scratch.WrittenSpan.TrimEnd((byte)' ').ToArray();
        scratch.ResetWrittenCount();
        scratch.Write(kept);
        return kept.Length > 0;
    }

    private void WriteLength(int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(elements.GetSpan(4), length);
        elements.Advance(4);
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\r\n"u8);
}
