namespace McpPlatform.Gateway.Links;

/// <summary>Makes the links to one upstream, by the transport it is registered with.</summary>
internal sealed class UpstreamLinks : IDisposable
{
    private readonly UpstreamConfig config;
    private readonly GatewayOptions options;
    private readonly CredentialCache secrets;
    private readonly ILogger logger;
    private readonly HttpMessageInvoker? connections;
    private readonly HttpLink? shared;

    public UpstreamLinks(UpstreamConfig config, GatewayOptions options, CredentialCache secrets, ILogger logger)
    {
        (this.config, this.options, this.secrets, this.logger) = (config, options, secrets, logger);
        connections = config.Address is HttpAddress ? HttpLink.NewConnections() : null;
        ArePersonal = Credentials.ArePersonal(config.Address.Given);
        shared = IsStreamable && !ArePersonal ? NewHttpLink(owner: null) : null;
    }

    /// <summary>Whether each caller has credentials of its own, so that nothing is shared.</summary>
    public bool ArePersonal { get; }

    private bool IsStreamable => config.Address is HttpAddress and not SseAddress;

    /// <summary>The link that needs no session; <see langword="null"/> where each session has its own.</summary>
    /// <param name="owner">Who calls; <see langword="null"/> for the gateway itself.</param>
    public IUpstreamLink? Stateless(string? owner) => shared ?? (IsStreamable ? NewHttpLink(owner) : null);

    /// <summary>The link of a new session.</summary>
    /// <param name="owner">Who calls; <see langword="null"/> for the gateway itself.</param>
    public IUpstreamLink Open(string? owner) =>
        Stateless(owner) ?? new DuplexLink(config.Name, (link, cancel) => ConnectAsync(link, owner, cancel), logger);

    public void Dispose() => connections?.Dispose();

    // The connections are the same for all; only what is said on them differs.
    private HttpLink NewHttpLink(string? owner) =>
        new(config.Name, ((HttpAddress)config.Address).Url, CredentialsOf(owner), connections!, options.MaxResultBytes);

    private Credentials CredentialsOf(string? owner) => new(config, config.Address.Given, secrets, owner);

    private async Task<ICarrier> ConnectAsync(DuplexLink link, string? owner, CancellationToken cancellationToken)
    {
        var values = await CredentialsOf(owner).RevealAsync(cancellationToken);
        return config.Address switch
        {
            ProcessAddress process => await StdioCarrier.StartAsync(
                config, process with { Environment = values }, link, options.MaxResultBytes, logger, cancellationToken),
            SseAddress sse => await SseCarrier.OpenAsync(connections!, sse with { Headers = values }, link, options.MaxResultBytes, cancellationToken),
            _ => throw new InvalidOperationException("Streamable HTTP has no connection of its own."),
        };
    }
}
