using System.Buffers.Binary;
using System.Text.Json;

namespace McpPlatform.Guard.Sandbox;

/// <summary>Frames between host and slot: two lengths, a header of JSON, a body of bytes. Whatever the slot says, a frame is bounded.</summary>
internal sealed class SlotFrames(Stream toSlot, Stream fromSlot) : IDisposable
{
    private const int LengthBytes = 8;
    private const int MaxHeaderBytes = 64 * 1_024;
    private const int MaxBodyBytes = 17 * 1_024 * 1_024;
    private readonly SemaphoreSlim writing = new(1);
    private readonly byte[] lengths = new byte[LengthBytes];

    /// <exception cref="IOException">The slot has gone.</exception>
    public async Task WriteAsync(HostMessage message, ReadOnlyMemory<byte> body)
    {
        var header = JsonSerializer.SerializeToUtf8Bytes(message, SlotJson.Default.HostMessage);
        var head = new byte[LengthBytes + header.Length];
        BinaryPrimitives.WriteInt32LittleEndian(head, header.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(4), body.Length);
        header.CopyTo(head, LengthBytes);
        await writing.WaitAsync();
        try
        {
            await toSlot.WriteAsync(head);
            await toSlot.WriteAsync(body);
            await toSlot.FlushAsync();
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>The next frame; <see langword="null"/> when the slot has gone. Ends with the slot, so nothing else ends it.</summary>
    /// <exception cref="InvalidDataException">A frame is larger than any can be.</exception>
    public async Task<(SlotMessage Message, byte[] Body)?> ReadAsync()
    {
        if (await fromSlot.ReadAtLeastAsync(lengths, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
        {
            return null;
        }

        var header = BinaryPrimitives.ReadUInt32LittleEndian(lengths);
        var body = BinaryPrimitives.ReadUInt32LittleEndian(lengths.AsSpan(4));
        if (header > MaxHeaderBytes || body > MaxBodyBytes)
        {
            throw new InvalidDataException($"A slot announced a frame of {header} + {body} bytes.");
        }

        var frame = new byte[header + body];
        if (await fromSlot.ReadAtLeastAsync(frame, frame.Length, throwOnEndOfStream: false) < frame.Length)
        {
            return null;
        }

        return (JsonSerializer.Deserialize(frame.AsSpan(0, (int)header), SlotJson.Default.SlotMessage)!, frame[(int)header..]);
    }

    public void Dispose() => writing.Dispose();
}
