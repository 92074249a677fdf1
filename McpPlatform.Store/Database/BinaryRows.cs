using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace McpPlatform.Store.Database;

/// <summary>
/// Rows in the binary form of COPY (PostgreSQL documentation, COPY: Binary Format), made in a buffer without waiting and sent on when it is full. An
/// importer that writes value by value costs several times as much, and what is written here is written for every call.
/// </summary>
internal sealed class BinaryRows
{
    private const int FullAt = 65_536;
    private const int TextType = 25;
    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly ArrayBufferWriter<byte> buffer = new(FullAt + (FullAt / 4));
    private Stream to = Stream.Null;

    /// <summary>Begins anew.</summary>
    /// <param name="copy">Where the rows go.</param>
    public void Begin(Stream copy)
    {
        to = copy;
        buffer.ResetWrittenCount();
        buffer.Write("PGCOPY\n"u8);
        buffer.Write<byte>([0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }

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

    /// <summary>Sends what is there, if it is worth it.</summary>
    public ValueTask SendFullAsync(CancellationToken cancellationToken) => buffer.WrittenCount < FullAt ? ValueTask.CompletedTask : SendAsync(cancellationToken);

    /// <summary>Sends the rest, and that it is the rest.</summary>
    public ValueTask EndAsync(CancellationToken cancellationToken)
    {
        Begin(-1);
        return SendAsync(cancellationToken);
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        await to.WriteAsync(buffer.WrittenMemory, cancellationToken);
        buffer.ResetWrittenCount();
    }

    private void Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(buffer.GetSpan(sizeof(int)), value);
        buffer.Advance(sizeof(int));
    }
}
