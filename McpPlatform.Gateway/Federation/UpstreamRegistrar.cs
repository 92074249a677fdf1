using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Secrets;
using McpPlatform.Core.Upstreams;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Federation;

/// <summary>Keeps the directory as the registry has it, whoever changes the registry. Secrets are filled in here and kept nowhere else.</summary>
internal sealed class UpstreamRegistrar(IUpstreamStore store, ISecretService secrets, UpstreamDirectory directory, ILogger<UpstreamRegistrar> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var upstreams in store.FollowAllAsync(stoppingToken))
            {
                await directory.ConfigureAsync(await ConfigureAsync(upstreams, stoppingToken));
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private async Task<List<UpstreamConfig>> ConfigureAsync(IReadOnlyList<TenantUpstream> upstreams, CancellationToken cancellationToken)
    {
        var configs = new List<UpstreamConfig>();
        foreach (var (tenant, upstream) in upstreams.Where(u => u.Upstream.Enabled))
        {
            var (headers, problem) = await HeadersAsync(tenant, upstream, cancellationToken);
            configs.Add(new UpstreamConfig(
                tenant, upstream.Name, new Uri(upstream.Url), upstream.Prefix, EraOf(upstream.Protocol), headers, upstream.Timeout, upstream.MaxConcurrency, problem));
        }

        return configs;
    }

    private async Task<(Dictionary<string, string> Headers, string? Problem)> HeadersAsync(string tenant, UpstreamInfo upstream, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in upstream.Headers)
        {
            try
            {
                headers[name] = value.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal)
                    ? await secrets.ResolveAsync(tenant, value, $"upstream/{upstream.Name}", cancellationToken)
                    : value;
            }
            catch (SecretNotFoundException)
            {
                Log.UpstreamSecretMissing(logger, upstream.Name, value);
                return ([], $"The secret '{value}' of the server '{upstream.Name}' is missing.");
            }
        }

        return (headers, null);
    }

    private static Era? EraOf(UpstreamProtocol protocol) => protocol switch
    {
        UpstreamProtocol.Legacy => Era.Legacy,
        UpstreamProtocol.Modern => Era.Modern,
        _ => null,
    };
}
