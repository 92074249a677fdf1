using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;

namespace McpPlatform.Core.Upstreams;

/// <summary>Lists, adds, changes and removes upstreams.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="upstreams">Where upstreams are kept.</param>
/// <param name="secrets">Takes secrets that come as headers, or in the environment of a program.</param>
/// <param name="programs">Which programs may be registered.</param>
public sealed class UpstreamService(IPolicy policy, IUpstreamStore upstreams, ISecretService secrets, AllowedPrograms programs)
{
    /// <summary>Lists upstreams by name.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<UpstreamInfo>> ListAsync(Principal by, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(page);
        await policy.RequireAsync(by, Actions.Read, "upstreams", cancellationToken);
        var behind = (await upstreams.ListAsync(by.Tenant, cancellationToken))
            .OrderBy(u => u.Name, StringComparer.Ordinal)
            .Where(u => page.Cursor is null || string.CompareOrdinal(u.Name, page.Cursor) > 0)
            .ToList();
        var items = behind.Take(page.Limit).ToList();
        return new Page<UpstreamInfo>(items, behind.Count > items.Count ? items[^1].Name : null);
    }

    /// <summary>One upstream.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such upstream.</exception>
    public async Task<UpstreamInfo> GetAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, Resource(name), cancellationToken);
        return await upstreams.FindAsync(by.Tenant, name, cancellationToken) ?? throw Missing(name);
    }

    /// <summary>Adds an upstream; secrets among its headers are stored and replaced by references.</summary>
    /// <param name="by">Who.</param>
    /// <param name="request">The upstream.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ConflictException">The name is taken.</exception>
    public async Task<UpstreamInfo> AddAsync(Principal by, AddUpstream request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await policy.RequireAsync(by, Actions.ManageUpstreams, Resource(request.Name), cancellationToken);
        RequireServer(request);
        UpstreamRules.Check(request);
        programs.Require(request.Program);
        if (await upstreams.FindAsync(by.Tenant, request.Name, cancellationToken) is not null)
        {
            throw new ConflictException($"There is an upstream '{request.Name}' already. Change or remove it, or choose another name.");
        }

        var stored = request with
        {
            Prefix = request.Prefix ?? request.Name,
            Headers = await MoveSecretsAsync(by, request.Name, request.Headers, StringComparer.OrdinalIgnoreCase, cancellationToken),
            Program = await MoveSecretsAsync(by, request.Name, request.Program, cancellationToken),
        };
        return await upstreams.AddAsync(by, stored, file: null, cancellationToken);
    }

    /// <summary>Replaces what an upstream is; secrets among its headers are stored and replaced by references.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="request">What it becomes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such upstream.</exception>
    /// <exception cref="ConflictException">Another version than the expected one stands.</exception>
    public async Task<UpstreamInfo> ChangeAsync(Principal by, string name, ChangeUpstream request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await policy.RequireAsync(by, Actions.ManageUpstreams, Resource(name), cancellationToken);
        RequireServer(request);
        UpstreamRules.Check(request.Named(name));
        programs.Require(request.Program);

        // The store asks again; asked here too, so that a change that is refused sets no secret.
        var stands = await upstreams.FindAsync(by.Tenant, name, cancellationToken) ?? throw Missing(name);
        RequireByHand(stands);
        RequireVersion(stands, request.ExpectedVersion);
        var stored = request with
        {
            Prefix = request.Prefix ?? name,
            Headers = await MoveSecretsAsync(by, name, request.Headers, StringComparer.OrdinalIgnoreCase, cancellationToken),
            Program = await MoveSecretsAsync(by, name, request.Program, cancellationToken),
        };
        return await upstreams.ChangeAsync(by, name, stored, cancellationToken) ?? throw Missing(name);
    }

    /// <summary>Removes an upstream.</summary>
    /// <param name="by">Who.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such upstream.</exception>
    public async Task RemoveAsync(Principal by, string name, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.ManageUpstreams, Resource(name), cancellationToken);
        RequireByHand(await upstreams.FindAsync(by.Tenant, name, cancellationToken) ?? throw Missing(name));
        if (!await upstreams.RemoveAsync(by, name, cancellationToken))
        {
            throw Missing(name);
        }
    }

    /// <summary>Refuses a change that was made from another version than the one that stands.</summary>
    /// <param name="stands">What stands.</param>
    /// <param name="expected">What the caller saw; <see langword="null"/> for any.</param>
    /// <exception cref="ConflictException">They differ.</exception>
    public static void RequireVersion(UpstreamInfo stands, long? expected)
    {
        ArgumentNullException.ThrowIfNull(stands);
        if (expected is { } version && version != stands.Version)
        {
            throw new ConflictException(
                $"The upstream '{stands.Name}' was changed in the meantime: it is at version {stands.Version}, not {version}. Read it again and repeat the change.");
        }
    }

    private static void RequireServer(UpstreamDescription upstream)
    {
        if (upstream.Transport == UpstreamTransport.Sandbox || upstream.Sandbox is not null)
        {
            throw new InvalidInputException("Only servers are added here. A tool for the sandbox comes as a file into the folder that the setting 'Gateway:UpstreamFolder' names.");
        }
    }

    private static void RequireByHand(UpstreamInfo stands)
    {
        if (stands.File is { } file)
        {
            throw new ConflictException($"The upstream '{stands.Name}' comes from the file '{file}'. Change or remove that file.");
        }
    }

    private async Task<UpstreamProgram?> MoveSecretsAsync(Principal by, string upstream, UpstreamProgram? program, CancellationToken cancellationToken) =>
        program is null ? null : program with { Environment = await MoveSecretsAsync(by, upstream, program.Environment, StringComparer.Ordinal, cancellationToken) };

    private async Task<Dictionary<string, string>> MoveSecretsAsync(
        Principal by, string upstream, IReadOnlyDictionary<string, string>? given, StringComparer names, CancellationToken cancellationToken)
    {
        var kept = (given ?? new Dictionary<string, string>()).ToDictionary(names);
        foreach (var (name, value) in kept.ToList())
        {
            if (value.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal))
            {
                // Whoever chooses the address could otherwise have any secret sent to it.
                await policy.RequireAsync(by, Actions.ManageSecrets, $"secret/{value[ConnectionConfig.SecretScheme.Length..]}", cancellationToken);
            }
            else if (SecretHeaders.Include(name))
            {
                // With slashes, so that no connection's secret has the same name.
                var secret = await secrets.SetAsync(by, $"upstream/{upstream}/{name.ToLowerInvariant()}", value, cancellationToken);
                kept[name] = secret.Reference;
            }
        }

        return kept;
    }

    private static string Resource(string name) => $"upstream/{name}";

    private static NotFoundException Missing(string name) =>
        new($"There is no upstream '{name}'. 'mcpp upstreams list' shows those that stand.");
}
