using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>Watches a legacy upstream through the stream of a session there: an agent's, or the gateway's own.</summary>
/// <param name="upstream">The upstream.</param>
/// <param name="session">The session.</param>
/// <param name="agent">Whose it is.</param>
/// <param name="owner">Id of the principal behind the agent, whose session it is; <see langword="null"/> for the gateway's own.</param>
internal sealed class LegacyWatch(Upstream upstream, string session, AgentProfile agent, string? owner = null) : IUpstreamWatch
{
    private readonly WatchedResources resources = new();

    public async Task SubscribeAsync(string uri, CancellationToken cancellationToken)
    {
        if (!resources.Add(uri))
        {
            return;
        }

        try
        {
            await AskAsync(Methods.Subscribe, uri, cancellationToken);
        }
        catch
        {
            resources.Remove(uri);
            throw;
        }
    }

    public async Task UnsubscribeAsync(string uri, CancellationToken cancellationToken)
    {
        if (resources.Remove(uri))
        {
            await AskAsync(Methods.Unsubscribe, uri, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task AskAsync(string method, string uri, CancellationToken cancellationToken)
    {
        var answer = await upstream.AskAsync(UpstreamRequest.Own(method, LegacySession.UriParams(uri)) with { Agent = agent, Owner = owner }, session, cancellationToken);
        if (answer.Kind == EnvelopeKind.Error)
        {
            throw new McpErrorException(MessageWriter.ReadError(answer.Error));
        }
    }
}
