using System.Buffers;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Connectors.Hosting.Links;
using McpPlatform.Data;
using McpPlatform.Data.Wire;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Hosting;

/// <summary>Segments and frames as bytes, whole and damaged.</summary>
public sealed class WireTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static Segment Sample => MemoryConnector.SegmentOf(7, 1) with
    {
        Rejected = [new RejectedRow(3, "n", null, "No."), new RejectedRow(4, "", "x", "Never.")], Discarded = 2, Cursor = null,
    };

    [Fact]
    public void A_segment_survives_the_codec()
    {
        var read = SegmentCodec.Read(Encode(Sample));
        read.Number.ShouldBe(7);
        read.Rejected.ShouldBe(Sample.Rejected);
        read.Discarded.ShouldBe(2);
        read.Cursor.ShouldBeNull();
        read.Batch.Columns[0].Schema.ShouldBe(Sample.Batch.Columns[0].Schema);
        read.Batch.Columns[0].Value(9).ToArray().ShouldBe(Sample.Batch.Columns[0].Value(9).ToArray());
    }

    [Fact]
    public void Every_cut_and_every_flipped_byte_is_either_noticed_or_harmless()
    {
        var whole = Encode(Sample);
        for (var length = 0; length < whole.Length; length++)
        {
            Should.Throw<InvalidDataException>(() => SegmentCodec.Read(whole.AsMemory(0, length)));
        }

        for (var at = 0; at < whole.Length; at++)
        {
            var flipped = whole.ToArray();
            flipped[at] ^= 0x80;
            try
            {
                SegmentCodec.Read(flipped);
            }
            catch (InvalidDataException)
            {
                // Noticed by the structure; what is not, the checksum of the frame notices.
            }
        }
    }

    [Fact]
    public async Task A_damaged_frame_is_noticed_by_its_checksum()
    {
        using var memory = new MemoryStream();
        await new FrameChannel(memory).SendAsync(new Frame.Data(Sample), Ct);
        var bytes = memory.ToArray();
        bytes[^1] ^= 1;
        await using var damaged = new FrameChannel(new MemoryStream(bytes));
        (await Should.ThrowAsync<InvalidDataException>(async () => await damaged.ReceiveAsync(WireFormat.MaxFrameBytes, Ct))).Message.ShouldContain("checksum");
    }

    [Fact]
    public async Task A_frame_over_the_limit_is_refused_before_memory_is_taken()
    {
        await using var channel = new FrameChannel(new MemoryStream([0xFF, 0xFF, 0xFF, 0x7F, 3, 0, 0, 0, 0, 0, 0, 0]));
        (await Should.ThrowAsync<InvalidDataException>(async () => await channel.ReceiveAsync(WireFormat.MaxHelloBytes, Ct))).Message.ShouldContain("allowed");
    }

    [Fact]
    public void A_link_expires_and_opens_only_where_it_was_signed()
    {
        var time = new SettableTime();
        var seal = new LinkSeal(time);
        var link = seal.Seal("inproc:", "memory", null, null);
        seal.Open(link.Descriptor).Connector.ShouldBe("memory");
        Should.Throw<ConnectorException>(() => new LinkSeal(time).Open(link.Descriptor)).Message.ShouldContain("not signed");
        time.Now += TimeSpan.FromMinutes(16);
        Should.Throw<ConnectorException>(() => seal.Open(link.Descriptor)).Failure.ShouldBe(FailureClass.Transient);
    }

    private static byte[] Encode(Segment segment)
    {
        var writer = new ArrayBufferWriter<byte>();
        SegmentCodec.Write(segment, writer);
        return writer.WrittenSpan.ToArray();
    }

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
