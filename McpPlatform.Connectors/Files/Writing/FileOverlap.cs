using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using McpPlatform.Connectors.Files.Values;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;

namespace McpPlatform.Connectors.Files.Writing;

/// <summary>
/// The overlap between two incremental reads: rows of the last window come again. As many copies of a row as the run before brought are left
/// out, and what stands in this run's window is kept for the next.
/// </summary>
internal sealed class FileOverlap
{
    private const int EntryBytes = 20;
    private readonly Dictionary<UInt128, int> window = [];
    private readonly Dictionary<UInt128, int> seen;
    private readonly byte[]? from;
    private readonly TypeKind kind;

    private FileOverlap(Dictionary<UInt128, int> seen, byte[]? from, TypeKind kind) => (this.seen, this.from, this.kind) = (seen, from, kind);

    /// <summary>How many rows were left out.</summary>
    public long Removed { get; private set; }

    /// <summary>The overlap with the run before; <see langword="null"/> where the source says nothing about a window.</summary>
    public static FileOverlap? Of(FileStage stage, FileCommit commit)
    {
        if (stage.Request.Mode != SyncMode.IncrementalAppend || ReadCursor.Parse(commit.StagedCursor) is not { } cursor)
        {
            return null;
        }

        var column = stage.Request.Columns.FirstOrDefault(c => c.Name == stage.Request.CursorField);
        var comparable = column is not null && cursor.Type == column.Type.ToString() && CursorTypes.Has(column.Type);
        return new FileOverlap(
            commit.Overlap is null ? [] : Read(stage.PathOf(commit.Overlap)), comparable ? Binary(column!.Type, cursor.From) : null,
            comparable ? column!.Type.Kind : default);
    }

    /// <summary>Whether a row is new; each row is asked for once, in order.</summary>
    public bool Takes(IndexedRow row)
    {
        if (from is null || row.Cursor is null || PgOrder.Compare(kind, row.Cursor, from) >= 0)
        {
            window[row.Hash] = window.GetValueOrDefault(row.Hash) + 1;
        }

        if (seen.GetValueOrDefault(row.Hash) is not (> 0 and var copies))
        {
            return true;
        }

        seen[row.Hash] = copies - 1;
        Removed++;
        return false;
    }

    /// <summary>Keeps this run's window. It counts once the commit file names it.</summary>
    public void Write(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 256 * 1024);
        Span<byte> entry = stackalloc byte[EntryBytes];
        foreach (var (hash, copies) in window)
        {
            BinaryPrimitives.WriteUInt128BigEndian(entry, hash);
            BinaryPrimitives.WriteInt32BigEndian(entry[16..], copies);
            file.Write(entry);
        }

        file.Flush(flushToDisk: true);
    }

    private static Dictionary<UInt128, int> Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 256 * 1024);
        var rows = new Dictionary<UInt128, int>((int)(file.Length / EntryBytes));
        Span<byte> entry = stackalloc byte[EntryBytes];
        while (file.ReadAtLeast(entry, EntryBytes, throwOnEndOfStream: false) == EntryBytes)
        {
            rows[BinaryPrimitives.ReadUInt128BigEndian(entry)] = BinaryPrimitives.ReadInt32BigEndian(entry[16..]);
        }

        return rows;
    }

    private static byte[]? Binary(ColumnType type, string? text)
    {
        var value = new ArrayBufferWriter<byte>();
        return text is not null && PgParse.TryParse(type, Encoding.UTF8.GetBytes(text), value) ? value.WrittenSpan.ToArray() : null;
    }
}
