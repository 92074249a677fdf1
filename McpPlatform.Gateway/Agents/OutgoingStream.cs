using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Agents;

/// <summary>What a call says on its way goes out where its answer will go. Whoever carries that to the agent keeps the connection open.</summary>
/// <param name="on">Where it goes.</param>
/// <param name="session">The agent's session; <see langword="null"/> for modern agents, who cannot be asked.</param>
internal sealed class OutgoingStream(IOutgoing on, AgentSession? session) : IAgentStream
{
    public ValueTask TellAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken) =>
        on.SendAsync(MessageWriter.Notification(method, parameters), cancellationToken);

    public ValueTask KeepAliveAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public Task<Envelope> AskAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken) => session is null
        ? throw new InvalidOperationException("A modern agent is asked by the result of its call.")
        : session.AskAsync(on, method, parameters, cancellationToken);
}
