using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace McpPlatform.Benchmarks.Calls.Agents;

/// <summary>An agent with one connection that stays open, and several keys that it uses in turn. It waits for each answer in a thread of its own.</summary>
internal sealed class HttpAgent : IAgent
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly AnswerReader answers;
    private readonly Target target;
    private readonly CallSequence sequence;
    private readonly List<CallTemplate> callers;
    private readonly List<byte[]> farewells = [];

    /// <param name="target">Whom it calls.</param>
    /// <param name="variant">What it calls.</param>
    /// <param name="number">Which of the agents it is.</param>
    /// <param name="agents">How many there are; they share the keys.</param>
    public HttpAgent(Target target, Variant variant, int number, int agents)
    {
        this.target = target;
        sequence = new CallSequence(target, variant, number);
        answers = new AnswerReader(socket);
        socket.Connect(target.Address.Host, target.Address.Port);
        string[] keys = target.Keys.Count == 0 ? [""] : [.. target.Keys.Where((_, at) => at % agents == number % target.Keys.Count)];
        callers = [.. keys.Select(key => NewCaller(key.Length == 0 ? "" : $"Authorization: Bearer {key}\r\n", variant))];
    }

    public bool Call()
    {
        sequence.Next();
        socket.Send(callers[sequence.Caller(callers.Count)].For(sequence.Id, sequence.Tool, sequence.IsPlanted));
        sequence.Check(answers.Read(), answers.IsSuccess, answers.Head);
        return sequence.IsPlanted;
    }

    public void Dispose()
    {
        farewells.ForEach(farewell => Exchange(farewell));
        socket.Dispose();
    }

    private CallTemplate NewCaller(string authorization, Variant variant)
    {
        var headers = authorization + (variant.Modern ? AgentMessages.ModernHeaders(variant) : Handshake(authorization));
        return new CallTemplate(Request("POST", AgentMessages.Call(variant, target.Prefix), headers), variant);
    }

    private string Handshake(string authorization)
    {
        Exchange(Request("POST", AgentMessages.Initialize, authorization));
        var session = answers.Head.Split("\r\n").First(h => h.StartsWith("Mcp-Session-Id:", StringComparison.OrdinalIgnoreCase));
        var headers = $"{session}\r\nMCP-Protocol-Version: 2025-11-25\r\n";
        Exchange(Request("POST", AgentMessages.Initialized, authorization + headers));
        farewells.Add(Request("DELETE", "", authorization + headers));
        return headers;
    }

    private void Exchange(byte[] message)
    {
        socket.Send(message);
        answers.Read();
        if (!answers.IsSuccess)
        {
            throw new InvalidOperationException($"The handshake was refused: {answers.Head}");
        }
    }

    private byte[] Request(string method, string body, string headers) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{method} {target.Address.AbsolutePath} HTTP/1.1\r\nHost: {target.Address.Authority}\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n{headers}Content-Length: {body.Length}\r\n\r\n{body}"));
}
