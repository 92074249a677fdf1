using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>Watches a legacy upstream through the stream of the gateway's own session there.</summary>
internal sealed class LegacyWatch(Upstream upstream) : IUpstreamWatch
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

    /// <summary>Says again what it wants to hear of, after the upstream has forgotten the session.</summary>
    public async Task RepeatAsync(CancellationToken cancellationToken)
    {
        foreach (var uri in resources.All)
        {
            await AskAsync(Methods.Subscribe, uri, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task AskAsync(string method, string uri, CancellationToken cancellationToken)
    {
        var parameters = MessageWriter.Build(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("uri"u8, uri);
            writer.WriteEndObject();
        });
        var answer = await upstream.AskOwnAsync(UpstreamRequest.Own(method, parameters), cancellationToken);
        if (answer.Kind == EnvelopeKind.Error)
        {
            throw new McpErrorException(MessageWriter.ReadError(answer.Error));
        }
    }
}
