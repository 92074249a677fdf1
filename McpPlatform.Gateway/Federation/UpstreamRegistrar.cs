using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core;
using McpPlatform.Core.Secrets;
using McpPlatform.Core.Upstreams;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Federation;

/// <summary>Keeps the directory as the registry has it, whoever changes the registry. Secrets are filled in here and kept nowhere else.</summary>
internal sealed class UpstreamRegistrar(
    IUpstreamStore store, ISecretService secrets, AllowedPrograms programs, UpstreamDirectory directory, ILogger<UpstreamRegistrar> logger) : BackgroundService
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
            var (values, problem) = await RevealAsync(tenant, upstream, upstream.Program?.Environment ?? upstream.Headers, cancellationToken);
            configs.Add(new UpstreamConfig(
                tenant, upstream.Name, AddressOf(upstream, values), upstream.Prefix, EraOf(upstream), upstream.Timeout, upstream.MaxConcurrency,
                problem ?? NotAllowed(upstream)) { Risk = upstream.Risk, Tags = upstream.Tags });
        }

        return configs;
    }

    private static UpstreamAddress AddressOf(UpstreamInfo upstream, IReadOnlyDictionary<string, string> values) => upstream switch
    {
        { Program: { } program } => new ProcessAddress(program.Command, program.Arguments ?? [], values, program.Folder, program.Digest),
        { Sandbox: { } sandbox } => new SandboxAddress(sandbox),
        { Transport: UpstreamTransport.Sse } => new SseAddress(new Uri(upstream.Url!), values),
        _ => new HttpAddress(new Uri(upstream.Url!), values),
    };

    // What was registered when it was allowed may be so no more. Whoever writes files runs programs anyway.
    private string? NotAllowed(UpstreamInfo upstream)
    {
        try
        {
            programs.Require(upstream.File is null ? upstream.Program : null);
            return null;
        }
        catch (InvalidInputException exception)
        {
            return exception.Message;
        }
    }

    private async Task<(Dictionary<string, string> Values, string? Problem)> RevealAsync(
        string tenant, UpstreamInfo upstream, IReadOnlyDictionary<string, string> given, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            try
            {
                values[name] = value.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal)
                    ? await secrets.ResolveAsync(tenant, value, $"upstream/{upstream.Name}", cancellationToken)
                    : value;
            }
            catch (SecretNotFoundException)
            {
                Log.UpstreamSecretMissing(logger, upstream.Name, value);
                return ([], $"The secret '{value}' of the server '{upstream.Name}' is missing.");
            }
        }

        return (values, null);
    }

    private static Era? EraOf(UpstreamInfo upstream) => upstream switch
    {
        { Sandbox: not null } or { Protocol: UpstreamProtocol.Modern } => Era.Modern,
        { Protocol: UpstreamProtocol.Legacy } => Era.Legacy,
        _ => null,
    };
}
