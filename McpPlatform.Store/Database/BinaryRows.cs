using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace McpPlatform.Store.Database;

/// <summary>
/// Rows in the binary form of COPY (PostgreSQL documentation, COPY: Binary Format), made in a buffer without waiting and sent together. An importer
/// that writes value by value costs several times as much, and what is written here is written for every call.
/// </summary>
internal sealed class BinaryRows
{
    private const int SentAtOnce = 65_536;
    private const int TextType = 25;
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    // Its signature, and that it has no flags and no extension.
    private static readonly ReadOnlyMemory<byte> Header = (byte[])[.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];
    private static readonly ReadOnlyMemory<byte> Trailer = (byte[])[0xFF, 0xFF];

    private readonly ArrayBufferWriter<byte> buffer = new(SentAtOnce);

    /// <summary>Begins a row of so many values, which must follow.</summary>
    public void Begin(short values)
    {
        BinaryPrimitives.WriteInt16BigEndian(buffer.GetSpan(2), values);
        buffer.Advance(2);
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Null();
            return;
        }

        Int32(Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, buffer);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Int32(value.Length);
        buffer.Write(value);
    }

    public void Long(long value)
    {
        Int32(sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(buffer.GetSpan(sizeof(long)), value);
        buffer.Advance(sizeof(long));
    }

    public void Integer(int? value)
    {
        if (value is not { } number)
        {
            Null();
            return;
        }

        Int32(sizeof(int));
        Int32(number);
    }

    public void Boolean(bool? value)
    {
        if (value is not { } yes)
        {
            Null();
            return;
        }

        Bytes(yes ? [1] : [0]);
    }

    public void Uuid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Bytes(bytes);
    }

    /// <summary>A <c>timestamptz</c>: microseconds since 2000, without what is less.</summary>
    public void Moment(DateTimeOffset value) => Long((value.UtcDateTime - Epoch).Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>A <c>text[]</c> of one dimension.</summary>
    public void Texts(IReadOnlyList<string>? values)
    {
        if (values is null)
        {
            Null();
            return;
        }

        Int32((values.Count == 0 ? 12 : 20) + values.Sum(v => sizeof(int) + Encoding.UTF8.GetByteCount(v)));
        Int32(values.Count == 0 ? 0 : 1);
        Int32(0);
        Int32(TextType);
        if (values.Count > 0)
        {
            Int32(values.Count);
            Int32(1);
        }

        foreach (var value in values)
        {
            Text(value);
        }
    }

    public void Null() => Int32(-1);

    /// <summary>Sends them all, which can be done again.</summary>
    public async ValueTask SendAsync(Stream copy, CancellationToken cancellationToken)
    {
        await copy.WriteAsync(Header, cancellationToken);
        for (var at = 0; at < buffer.WrittenCount; at += SentAtOnce)
        {
            await copy.WriteAsync(buffer.WrittenMemory.Slice(at, Math.Min(SentAtOnce, buffer.WrittenCount - at)), cancellationToken);
        }

        await copy.WriteAsync(Trailer, cancellationToken);
    }

    /// <summary>Takes all out again.</summary>
    public void Clear() => buffer.ResetWrittenCount();

    private void Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(buffer.GetSpan(sizeof(int)), value);
        buffer.Advance(sizeof(int));
    }
}
