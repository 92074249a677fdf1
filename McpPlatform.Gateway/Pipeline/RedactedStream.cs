using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// What a call tells and asks its agent, without what has to be hidden. A notification that holds what may not be given out is left out; a question is
/// not asked, and the server hears why.
/// </summary>
internal sealed class RedactedStream(Call call, MessageRedaction messages) : IAgentStream
{
    private readonly IAgentStream agent = call.Stream;

    public ValueTask TellAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken)
    {
        if (AnswerTexts.Of(method) is not { } places)
        {
            return agent.TellAsync(method, parameters, cancellationToken);
        }

        var redacted = messages.Redact(call, parameters, places);
        return redacted.Blocked is null ? agent.TellAsync(method, redacted.Json, cancellationToken) : ValueTask.CompletedTask;
    }

    public ValueTask KeepAliveAsync(CancellationToken cancellationToken) => agent.KeepAliveAsync(cancellationToken);

    public Task<Envelope> AskAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken)
    {
        var redacted = messages.Redact(call, parameters, AnswerTexts.Question);
        return redacted.Blocked is { } kind ? Task.FromResult(kind.NoAnswer()) : agent.AskAsync(method, redacted.Json, cancellationToken);
    }
}
