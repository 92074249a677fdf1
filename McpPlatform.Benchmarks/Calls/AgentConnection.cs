using System.Buffers.Text;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace McpPlatform.Benchmarks.Calls;

/// <summary>An agent with one connection that stays open. It waits for each answer in a thread of its own, and looks at what came.</summary>
internal sealed class AgentConnection : IDisposable
{
    private const int IdDigits = 10;
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly AnswerReader answers;
    private readonly Target target;
    private readonly Variant variant;
    private readonly byte[] call;
    private readonly int idAt;
    private readonly byte[] expected;
    private long id;

    public AgentConnection(Target target, Variant variant, int number)
    {
        this.target = target;
        this.variant = variant;
        id = 1_000_000_000 + (number * 10_000_000L);
        answers = new AnswerReader(socket);
        socket.Connect(target.Address.Host, target.Address.Port);
        call = Post(AgentMessages.Call(variant, id), variant.Modern ? AgentMessages.ModernHeaders(variant) : Handshake());
        idAt = call.AsSpan().IndexOf("\"id\":"u8) + 5;
        expected = Encoding.ASCII.GetBytes($"\"id\":{id}");
    }

    /// <summary>Calls the tool once.</summary>
    public void Call()
    {
        id++;
        Utf8Formatter.TryFormat(id, call.AsSpan(idAt, IdDigits), out _);
        call.AsSpan(idAt, IdDigits).CopyTo(expected.AsSpan(5));
        socket.Send(call);
        Check(answers.Read());
    }

    public void Dispose() => socket.Dispose();

    private void Check(ReadOnlySpan<byte> answer)
    {
        var mark = "\"text\":\""u8;
        var text = answer.IndexOf(mark) is >= 0 and var at ? answer[(at + mark.Length)..] : default;
        if (!answers.IsSuccess || answer.IndexOf(expected) < 0 || text.IndexOfAnyExcept((byte)'x') != variant.Bytes || text[variant.Bytes] != '"')
        {
            throw new InvalidOperationException($"A wrong answer to {id}: {answers.Head}{Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 500)])}");
        }
    }

    private string Handshake()
    {
        Send(Post(AgentMessages.Initialize, ""));
        var session = answers.Head.Split("\r\n").First(h => h.StartsWith("Mcp-Session-Id:", StringComparison.OrdinalIgnoreCase));
        var headers = $"{session}\r\nMCP-Protocol-Version: 2025-11-25\r\n";
        Send(Post(AgentMessages.Initialized, headers));
        return headers;
    }

    private void Send(byte[] message)
    {
        socket.Send(message);
        answers.Read();
        if (!answers.IsSuccess)
        {
            throw new InvalidOperationException($"The handshake was refused: {answers.Head}");
        }
    }

    private byte[] Post(string body, string headers) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"POST {target.Address.AbsolutePath} HTTP/1.1\r\nHost: {target.Address.Authority}\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n{Authorization}{headers}Content-Length: {body.Length}\r\n\r\n{body}"));

    private string Authorization => target.Key is null ? "" : $"Authorization: Bearer {target.Key}\r\n";
}
