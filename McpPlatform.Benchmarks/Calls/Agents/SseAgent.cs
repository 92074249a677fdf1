using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace McpPlatform.Benchmarks.Calls.Agents;

/// <summary>An agent of HTTP with SSE (2024-11-05): what it sends goes over one connection, and the answers come on a stream over another.</summary>
internal sealed class SseAgent : IAgent
{
    private readonly Socket requests = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Socket stream = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] received = new byte[512 * 1_024];
    private readonly AnswerReader accepted;
    private readonly CallSequence sequence;
    private readonly CallTemplate call;
    private int length;
    private int taken;

    public SseAgent(Target target, Variant variant, int number)
    {
        sequence = new CallSequence(target, variant, number);
        accepted = new AnswerReader(requests);
        stream.Connect(target.Address.Host, target.Address.Port);
        requests.Connect(target.Address.Host, target.Address.Port);
        stream.Send(Encoding.ASCII.GetBytes($"GET {target.Address.AbsolutePath} HTTP/1.1\r\nHost: {target.Address.Authority}\r\nAccept: text/event-stream\r\n\r\n"));
        var endpoint = new Uri(target.Address, Encoding.ASCII.GetString(NextEvent()));
        Post(Request(endpoint, AgentMessages.Initialize));
        NextAnswer();
        Post(Request(endpoint, AgentMessages.Initialized));
        call = new CallTemplate(Request(endpoint, AgentMessages.Call(variant, target.Prefix)), variant);
    }

    public bool Call()
    {
        sequence.Next();
        Post(call.For(sequence.Id, sequence.Tool, sequence.IsPlanted));
        sequence.Check(NextAnswer(), accepted.IsSuccess, accepted.Head);
        return sequence.IsPlanted;
    }

    public void Dispose()
    {
        requests.Dispose();
        stream.Dispose();
    }

    private void Post(ReadOnlySpan<byte> request)
    {
        requests.Send(request);
        accepted.Read();
    }

    // Servers may tell of changes meanwhile.
    private ReadOnlySpan<byte> NextAnswer()
    {
        ReadOnlySpan<byte> data;
        while ((data = NextEvent()).IndexOf("\"method\":\"notifications/"u8) >= 0)
        {
        }

        return data;
    }

    // Data of an event never stands on two lines here.
    private ReadOnlySpan<byte> NextEvent()
    {
        received.AsSpan(taken, length - taken).CopyTo(received);
        (length, taken) = (length - taken, 0);
        int from;
        int to;
        while ((from = received.AsSpan(0, length).IndexOf("data: "u8)) < 0 || (to = received.AsSpan(from, length - from).IndexOf("\n\n"u8)) < 0)
        {
            var read = stream.Receive(received.AsSpan(length));
            length += read > 0 ? read : throw new InvalidOperationException("The stream ended.");
        }

        taken = from + to + 2;
        return received.AsSpan(from + 6, to - 6);
    }

    private static byte[] Request(Uri endpoint, string body) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"POST {endpoint.PathAndQuery} HTTP/1.1\r\nHost: {endpoint.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
}
