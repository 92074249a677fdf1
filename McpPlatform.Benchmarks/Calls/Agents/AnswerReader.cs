using System.Buffers.Text;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace McpPlatform.Benchmarks.Calls.Agents;

/// <summary>Reads HTTP answers off a connection, one at a time, with as little work as possible.</summary>
internal sealed class AnswerReader(Socket socket)
{
    private readonly byte[] received = new byte[256 * 1_024];
    private readonly byte[] body = new byte[256 * 1_024];
    private int length;

    /// <summary>Status line and headers of the answer read last.</summary>
    public string Head => Encoding.ASCII.GetString(received, 0, HeadLength);

    private int HeadLength { get; set; }

    public bool IsSuccess => received.AsSpan().StartsWith("HTTP/1.1 20"u8);

    /// <summary>The body of the next answer; it stands until the one after it is read.</summary>
    public ReadOnlySpan<byte> Read()
    {
        length = 0;
        int end;
        while ((end = received.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            Fill();
        }

        HeadLength = end + 4;
        return LengthOf(received.AsSpan(0, HeadLength)) is { } known ? Exactly(known) : Chunks();
    }

    private ReadOnlySpan<byte> Exactly(int known)
    {
        FillTo(HeadLength + known);
        return received.AsSpan(HeadLength, known);
    }

    private ReadOnlySpan<byte> Chunks()
    {
        var (at, written) = (HeadLength, 0);
        while (true)
        {
            int line;
            while ((line = received.AsSpan(at, length - at).IndexOf("\r\n"u8)) < 0)
            {
                Fill();
            }

            var size = int.Parse(received.AsSpan(at, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            FillTo(at + line + 2 + size + 2);
            received.AsSpan(at + line + 2, size).CopyTo(body.AsSpan(written));
            written += size;
            at += line + 2 + size + 2;
            if (size == 0)
            {
                return body.AsSpan(0, written);
            }
        }
    }

    private static int? LengthOf(ReadOnlySpan<byte> head)
    {
        var name = "Content-Length: "u8;
        return head.IndexOf(name) is >= 0 and var at && Utf8Parser.TryParse(head[(at + name.Length)..], out int known, out _) ? known
            : head.IndexOf("chunked"u8) >= 0 ? null
            : 0;
    }

    private void FillTo(int wanted)
    {
        while (length < wanted)
        {
            Fill();
        }
    }

    private void Fill()
    {
        var read = socket.Receive(received.AsSpan(length));
        length += read > 0 ? read : throw new InvalidOperationException("The connection was closed in the middle of an answer.");
    }
}
