using System.Buffers;
using McpPlatform.Contracts.Connectors;

namespace McpPlatform.Data.Wire;

/// <summary>Payloads of frames as bytes.</summary>
internal static class FrameCodec
{
    public static FrameType Write(Frame frame, IBufferWriter<byte> writer)
    {
        switch (frame)
        {
            case Frame.Hello hello:
                writer.WriteInt32(unchecked((int)WireFormat.Magic));
                writer.WriteInt32(hello.Version);
                writer.WriteString(hello.Descriptor);
                writer.WriteInt32(hello.Columns.Count);
                foreach (var column in hello.Columns)
                {
                    SegmentCodec.WriteSchema(column, writer);
                }

                return FrameType.Hello;
            case Frame.Welcome welcome:
                writer.WriteInt32(welcome.Version);
                return FrameType.Welcome;
            case Frame.Data data:
                SegmentCodec.Write(data.Segment, writer);
                return FrameType.Segment;
            case Frame.Ack ack:
                WriteAck(ack, writer);
                return FrameType.Ack;
            case Frame.End end:
                writer.WriteInt64(end.Number);
                return FrameType.End;
            case Frame.Error error:
                writer.WriteByte((byte)error.Failure);
                writer.WriteString(error.Message);
                return FrameType.Error;
            default:
                throw new ArgumentOutOfRangeException(nameof(frame), frame, "Unknown frame.");
        }
    }

    public static Frame Read(FrameType type, ReadOnlyMemory<byte> payload)
    {
        var cursor = new WireCursor(payload);
        return type switch
        {
            FrameType.Hello => ReadHello(ref cursor),
            FrameType.Welcome => new Frame.Welcome((ushort)cursor.ReadInt32()),
            FrameType.Segment => new Frame.Data(SegmentCodec.Read(payload)),
            FrameType.Ack => new Frame.Ack(cursor.ReadInt64(), new StageCounts(
                cursor.ReadInt64(), cursor.ReadInt64(), cursor.ReadInt64(), cursor.ReadInt64(), cursor.ReadInt64())),
            FrameType.End => new Frame.End(cursor.ReadInt64()),
            FrameType.Error => ReadError(ref cursor),
            _ => throw new InvalidDataException($"Unknown frame type {(byte)type}."),
        };
    }

    private static void WriteAck(Frame.Ack ack, IBufferWriter<byte> writer)
    {
        writer.WriteInt64(ack.Number);
        writer.WriteInt64(ack.Staged.Read);
        writer.WriteInt64(ack.Staged.Rows);
        writer.WriteInt64(ack.Staged.Rejected);
        writer.WriteInt64(ack.Staged.Discarded);
        writer.WriteInt64(ack.Staged.Bytes);
    }

    private static Frame.Hello ReadHello(ref WireCursor cursor)
    {
        if (unchecked((uint)cursor.ReadInt32()) != WireFormat.Magic)
        {
            throw new InvalidDataException("The peer does not speak the data plane's protocol.");
        }

        var version = (ushort)cursor.ReadInt32();
        if (version != WireFormat.Version)
        {
            return new Frame.Hello(version, "", []);
        }

        var descriptor = cursor.ReadRequiredString();
        var columns = new ColumnSchema[cursor.ReadCount(WireFormat.MaxColumns, "columns")];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = SegmentCodec.ReadSchema(ref cursor);
        }

        return new Frame.Hello(version, descriptor, columns);
    }

    private static Frame.Error ReadError(ref WireCursor cursor)
    {
        var failure = (FailureClass)cursor.ReadByte();
        return new Frame.Error(Enum.IsDefined(failure) ? failure : FailureClass.System, cursor.ReadRequiredString());
    }
}
