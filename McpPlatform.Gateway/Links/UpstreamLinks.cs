namespace McpPlatform.Gateway.Links;

/// <summary>Makes the links to one upstream, by the transport it is registered with.</summary>
internal sealed class UpstreamLinks(UpstreamConfig config, GatewayOptions options, ILogger logger) : IDisposable
{
    private readonly HttpMessageInvoker? connections = config.Address is HttpAddress ? HttpLink.NewConnections() : null;

    /// <summary>The link that all sessions share; <see langword="null"/> where each has its own.</summary>
    public IUpstreamLink? Shared => shared ??= config.Address is HttpAddress http and not SseAddress
        ? new HttpLink(config.Name, http, connections!, options.MaxResultBytes)
        : null;

    private HttpLink? shared;

    /// <summary>The link of a new session.</summary>
    public IUpstreamLink Open() => Shared ?? new DuplexLink(config.Name, ConnectAsync, logger);

    public void Dispose() => connections?.Dispose();

    private Task<ICarrier> ConnectAsync(DuplexLink link, CancellationToken cancellationToken) => config.Address switch
    {
        ProcessAddress process => StdioCarrier.StartAsync(config, process, link, options.MaxResultBytes, logger, cancellationToken),
        SseAddress sse => SseCarrier.OpenAsync(connections!, sse, link, options.MaxResultBytes, cancellationToken),
        _ => throw new InvalidOperationException($"'{config.Address}' has no connection of its own."),
    };
}
