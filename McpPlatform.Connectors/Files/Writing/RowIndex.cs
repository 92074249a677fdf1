using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using McpPlatform.Connectors.Files.Values;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>What is kept of a staged row beside its text, to find it again when it comes a second time.</summary>
/// <param name="Length">Bytes of its text.</param>
/// <param name="Hash">Hash of its values by column name; a column without value adds nothing, so that a new, empty column changes no hash.</param>
/// <param name="Cursor">Its cursor in binary; <see langword="null"/> where it has none that can be compared.</param>
internal readonly record struct IndexedRow(int Length, UInt128 Hash, byte[]? Cursor);

/// <summary>Writes and reads the index of a part: one entry a row, in the order of the part.</summary>
/// <param name="columns">The columns.</param>
/// <param name="cursorField">The cursor's column; <see langword="null"/> for none.</param>
internal sealed class RowIndex(IReadOnlyList<ColumnSchema> columns, string? cursorField)
{
    private const int HashBytes = 16;
    private const int Head = sizeof(int) + HashBytes + sizeof(int);
    private readonly CellText cell = new();
    private readonly ArrayBufferWriter<byte> values = new();
    private readonly int[] order = [.. Enumerable.Range(0, columns.Count).OrderBy(i => columns[i].Name, StringComparer.Ordinal)];
    private readonly byte[][] names = [.. columns.Select(c => Encoding.UTF8.GetBytes(c.Name))];
    private readonly int cursor = CursorOf(columns, cursorField);

    /// <summary>Adds a row.</summary>
    public void Add(RecordBatch batch, int row, int length, IBufferWriter<byte> index)
    {
        var value = cursor < 0 || batch.Columns[cursor].IsNull(row) ? default : batch.Columns[cursor].Value(row);
        var known = cursor >= 0 && !batch.Columns[cursor].IsNull(row);
        var entry = index.GetSpan(Head + value.Length);
        BinaryPrimitives.WriteInt32BigEndian(entry, length);
        Hash(batch, row)[..HashBytes].CopyTo(entry[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(entry[(sizeof(int) + HashBytes)..], known ? value.Length : -1);
        value.CopyTo(entry[Head..]);
        index.Advance(Head + value.Length);
    }

    /// <summary>The entries of an index.</summary>
    public static IEnumerable<IndexedRow> Read(string path)
    {
        using var index = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 256 * 1024);
        var head = new byte[Head];
        while (index.ReadAtLeast(head, Head, throwOnEndOfStream: false) == Head)
        {
            var size = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(sizeof(int) + HashBytes));
            var value = size < 0 ? null : new byte[size];
            index.ReadExactly(value ?? []);
            yield return new IndexedRow(
                BinaryPrimitives.ReadInt32BigEndian(head), BinaryPrimitives.ReadUInt128BigEndian(head.AsSpan(sizeof(int))), value);
        }
    }

    private static int CursorOf(IReadOnlyList<ColumnSchema> columns, string? field)
    {
        for (var i = 0; i < columns.Count; i++)
        {
            if (columns[i].Name == field && columns[i].Encoding == ColumnEncoding.PgBinary && CursorTypes.Has(columns[i].Type))
            {
                return i;
            }
        }

        return -1;
    }

    private byte[] Hash(RecordBatch batch, int row)
    {
        values.ResetWrittenCount();
        foreach (var i in order)
        {
            if (!batch.Columns[i].IsNull(row))
            {
                Append(names[i]);
                Append(cell.Of(batch.Columns[i], row));
            }
        }

        return SHA256.HashData(values.WrittenSpan);
    }

    /// <summary>Appends a text behind its length, so that no two lists of texts look alike.</summary>
    private void Append(ReadOnlySpan<byte> text)
    {
        BinaryPrimitives.WriteInt32BigEndian(values.GetSpan(sizeof(int)), text.Length);
        values.Advance(sizeof(int));
        values.Write(text);
    }
}
