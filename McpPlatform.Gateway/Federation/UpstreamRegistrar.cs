using McpPlatform.Contracts.Api;
using McpPlatform.Core;
using McpPlatform.Core.Upstreams;
using McpPlatform.Gateway.Identity.Issuers;
using McpPlatform.Gateway.Limits;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Federation;

/// <summary>Keeps the directory as the registry has it, whoever changes the registry or a secret.</summary>
internal sealed class UpstreamRegistrar(
    IUpstreamStore store, CredentialCache secrets, AllowedPrograms programs, IssuerDirectory issuers, UpstreamDirectory directory) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        secrets.Changed = directory.Renew;
        try
        {
            await foreach (var upstreams in store.FollowAllAsync(stoppingToken))
            {
                await directory.ConfigureAsync([.. upstreams.Where(u => u.Upstream.Enabled).Select(u => ConfigOf(u.Tenant, u.Upstream))]);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private UpstreamConfig ConfigOf(string tenant, UpstreamInfo upstream) => new(
        tenant, upstream.Name, AddressOf(upstream), upstream.Prefix, EraOf(upstream), upstream.Timeout, upstream.MaxConcurrency,
        NotAllowed(upstream) ?? Untrusted(upstream))
    {
        Risk = upstream.Risk, Tags = upstream.Tags, Owner = upstream.Owner, TokenExchange = upstream.TokenExchange, Price = upstream.Price,
        Rate = Rate.Of(upstream.RateLimit?.CallsPerSecond, upstream.RateLimit?.Burst),
        CacheFor = TimeSpan.FromSeconds(upstream.CacheForSeconds), CallTimeout = upstream.CallTimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
    };

    private static UpstreamAddress AddressOf(UpstreamInfo upstream) => upstream switch
    {
        { Program: { } program } => new ProcessAddress(
            program.Command, program.Arguments ?? [], program.Environment ?? new Dictionary<string, string>(), program.Folder, program.Digest),
        { Sandbox: { } sandbox } => new SandboxAddress(sandbox),
        { Transport: UpstreamTransport.Sse } => new SseAddress(new Uri(upstream.Url!), upstream.Headers),
        _ => new HttpAddress(new Uri(upstream.Url!), upstream.Headers),
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

    private string? Untrusted(UpstreamInfo upstream) => upstream.TokenExchange is { } exchange && issuers.Find(exchange.Issuer) is not { Options.ClientId: not null }
        ? $"The issuer '{exchange.Issuer}', which exchanges tokens for the server '{upstream.Name}', is not among 'Gateway:Issuers' with a 'ClientId'."
        : null;

    private static Era? EraOf(UpstreamInfo upstream) => upstream switch
    {
        { Sandbox: not null } or { Protocol: UpstreamProtocol.Modern } => Era.Modern,
        { Protocol: UpstreamProtocol.Legacy } => Era.Legacy,
        _ => null,
    };
}
