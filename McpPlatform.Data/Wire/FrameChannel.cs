using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace McpPlatform.Data.Wire;

/// <summary>
/// Sends and receives frames over a connection: length, type, CRC32C, payload. One may send while another receives; sends take turns.
/// </summary>
/// <param name="stream">The connection; disposed with this.</param>
public sealed class FrameChannel(Stream stream) : IAsyncDisposable
{
    private const int HeaderBytes = 12;
    private readonly SemaphoreSlim sending = new(1);
    private readonly byte[] header = new byte[HeaderBytes];
    private ArrayBufferWriter<byte> buffer = new(64 * 1024);

    /// <summary>Sends a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="cancellationToken">Ends the waiting; the connection is of no use then.</param>
    public async ValueTask SendAsync(Frame frame, CancellationToken cancellationToken)
    {
        await sending.WaitAsync(cancellationToken);
        try
        {
            await stream.WriteAsync(Encode(frame), cancellationToken);
            await stream.FlushAsync(cancellationToken);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>Receives the next frame; <see langword="null"/> when the peer has closed.</summary>
    /// <param name="maxBytes">Most bytes of its payload.</param>
    /// <param name="cancellationToken">Ends the waiting; the connection is of no use then.</param>
    /// <exception cref="InvalidDataException">What came is no frame, too long, or damaged.</exception>
    public async ValueTask<Frame?> ReceiveAsync(int maxBytes, CancellationToken cancellationToken)
    {
        var got = await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancellationToken);
        if (got == 0)
        {
            return null;
        }

        var length = got == HeaderBytes ? BinaryPrimitives.ReadInt32LittleEndian(header) : throw new EndOfStreamException("The peer closed within a frame.");
        if (length < 0 || length > maxBytes)
        {
            throw new InvalidDataException($"A frame of {length} bytes came; at most {maxBytes} are allowed here.");
        }

        // The segment keeps pointing into this array, so it is not pooled.
        var payload = GC.AllocateUninitializedArray<byte>(length);
        await stream.ReadExactlyAsync(payload, cancellationToken);
        return Checksum(payload) == BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8))
            ? FrameCodec.Read((FrameType)header[4], payload)
            : throw new InvalidDataException("A frame is damaged: its checksum does not fit.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        sending.Dispose();
    }

    private ReadOnlyMemory<byte> Encode(Frame frame)
    {
        // One huge segment must not hold its memory for the rest of the stream.
        if (buffer.Capacity > 32 * 1024 * 1024)
        {
            buffer = new ArrayBufferWriter<byte>(64 * 1024);
        }

        buffer.ResetWrittenCount();
        buffer.GetSpan(HeaderBytes)[..HeaderBytes].Clear();
        buffer.Advance(HeaderBytes);
        var type = FrameCodec.Write(frame, buffer);
        var payload = buffer.WrittenSpan[HeaderBytes..];
        if (payload.Length > WireFormat.MaxFrameBytes)
        {
            throw new ConnectorException(Contracts.Connectors.FailureClass.Configuration,
                $"A segment of {payload.Length} bytes is over the limit of {WireFormat.MaxFrameBytes}. Leave out or split the largest values.");
        }

        var head = System.Runtime.InteropServices.MemoryMarshal.AsMemory(buffer.WrittenMemory).Span;
        BinaryPrimitives.WriteInt32LittleEndian(head, payload.Length);
        head[4] = (byte)type;
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], Checksum(payload));
        return buffer.WrittenMemory;
    }

    internal static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
