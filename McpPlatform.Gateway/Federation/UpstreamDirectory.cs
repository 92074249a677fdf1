using System.Collections.Concurrent;
using McpPlatform.Core.Secrets;
using McpPlatform.Core.Tools;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Federation;

/// <summary>
/// All upstreams of this gateway and what each tenant is offered. An upstream that hangs or is gone never hides the others: what it offered last
/// stays listed, or its name is listed with the reason.
/// </summary>
internal sealed class UpstreamDirectory(
    OwnTools own, CatalogReader reader, ToolReview review, CredentialCache secrets, SandboxAccess sandbox, ChangeFeed feed,
    IOptions<GatewayOptions> options, TimeProvider time, ILogger<UpstreamDirectory> logger) : IAsyncDisposable
{
    private const int MostRenewed = 8;
    private readonly ConcurrentDictionary<(string Tenant, string Name), UpstreamEntry> entries = new();
    private readonly ConcurrentDictionary<string, FederatedCatalog> compiled = new();
    private long generation;

    /// <summary>Told what an upstream says, outside of calls, to a session of an agent.</summary>
    public Action<string, Told>? Unrequested { get; set; }

    /// <summary>Asks a legacy agent, by its session, what belongs to no call; <see langword="null"/> comes back where there is no such session.</summary>
    public Func<string, InputRequest, CancellationToken, Task<Envelope?>> AskAgentAsync { get; set; } = static (_, _, _) => Task.FromResult<Envelope?>(null);

    public IEnumerable<Upstream> Upstreams => entries.Values.Select(e => e.Upstream);

    /// <summary>Upstreams that somebody has needed so far, and that can be used as they are registered.</summary>
    public IEnumerable<Upstream> Known => entries.Values.Where(e => e.IsKnown && e.Config.Problem is null).Select(e => e.Upstream);

    /// <summary>Makes the directory hold exactly these upstreams; those that did not change keep their sessions.</summary>
    public async Task ConfigureAsync(IReadOnlyList<UpstreamConfig> configs)
    {
        var wanted = configs.Select(c => (c.Tenant, c.Name)).ToHashSet();
        foreach (var gone in entries.Keys.Where(key => !wanted.Contains(key)))
        {
            await RemoveAsync(gone);
        }

        foreach (var config in configs)
        {
            await EnterAsync(config);
        }
    }

    /// <summary>What a tenant is offered. Lists that are too old are read again meanwhile; agents are told if they have changed.</summary>
    public async ValueTask<FederatedCatalog> FreshAsync(string tenant, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(tenant, cancellationToken);
        foreach (var entry in EntriesOf(tenant))
        {
            entry.RefreshIfStale();
        }

        return known;
    }

    /// <summary>Lets decisions about tools of some upstreams take effect; <see langword="null"/> stands for all.</summary>
    public Task RenewAsync(string? tenant, string? upstream, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        entries.Where(e => (tenant is null || e.Key.Tenant == tenant) && (upstream is null || e.Key.Name == upstream)).Select(e => e.Value),
        new ParallelOptions { MaxDegreeOfParallelism = MostRenewed, CancellationToken = cancellationToken },
        (entry, stop) => new ValueTask(entry.RenewAsync(stop)));

    /// <summary>Lets a changed secret take effect: what was begun with the former one begins anew, and what could not be read is read again.</summary>
    public void Renew(ChangedSecret changed)
    {
        foreach (var (key, entry) in entries)
        {
            if (changed.Name is null ? entry.Config.Address.Given.Count > 0 : key.Tenant == changed.Tenant && entry.Upstream.Uses(changed.Name))
            {
                entry.Upstream.RenewSessions();
                entry.RefreshIfFailed();
            }
        }
    }

    /// <summary>What a tenant is offered as far as it is known; waits only for upstreams that were never asked.</summary>
    public ValueTask<FederatedCatalog> KnownAsync(string tenant, CancellationToken cancellationToken) =>
        compiled.TryGetValue(tenant, out var known) ? ValueTask.FromResult(known) : new(CompileAsync(tenant, cancellationToken));

    /// <summary>Sends a notification to all sessions that an agent's session has at upstreams.</summary>
    public void Tell(string session, ReadOnlyMemory<byte> notification)
    {
        foreach (var upstream in Upstreams)
        {
            upstream.Tell(session, notification);
        }
    }

    /// <summary>The watch over an upstream that all agents share.</summary>
    public Task<IUpstreamWatch> WatchAsync(Upstream upstream, CancellationToken cancellationToken) =>
        entries[(upstream.Config.Tenant, upstream.Name)].WatchAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var key in entries.Keys)
        {
            await RemoveAsync(key);
        }
    }

    // The new one stands before the old one ends, which may take its time: nobody finds neither.
    private async Task EnterAsync(UpstreamConfig config)
    {
        var key = (config.Tenant, config.Name);
        var former = entries.GetValueOrDefault(key);
        if (former?.Config.IsSame(config) != true)
        {
            entries[key] = NewEntry(config);
            Announce(config.Tenant);
            if (config.Address is SandboxAddress)
            {
                // Asking it starts nothing, and people see at once what waits for them.
                entries[key].Refresh();
            }

            await (former?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private UpstreamEntry NewEntry(UpstreamConfig config)
    {
        var upstream = new Upstream(config, options.Value, secrets, sandbox, time, logger);
        var entry = new UpstreamEntry(config, upstream, reader, new CatalogReview(config, review, own, logger), options.Value, time, OnChanged);
        upstream.Unrequested = (session, told) => Take(entry, session, told);
        upstream.AskAgentAsync = (session, request, cancellationToken) => AskAgentAsync(session, request, cancellationToken);
        upstream.Health.Changed = entry.Refresh;
        return entry;
    }

    private void Take(UpstreamEntry entry, string session, Told told)
    {
        if (told.Method is Methods.ToolsChanged or Methods.PromptsChanged or Methods.ResourcesChanged)
        {
            entry.Upstream.ChangeEdition();
            entry.Refresh();
        }
        else if (session != Upstream.OwnSession)
        {
            Unrequested?.Invoke(session, told);
        }
        else if (told.Method == Methods.ResourceUpdated && JsonMembers.Text(told.Params, "uri"u8) is { } uri)
        {
            feed.Publish(entry.Config.Tenant, new Change(null, uri));
        }
    }

    private void OnChanged(UpstreamEntry entry, IReadOnlyList<ListKind> lists)
    {
        Forget(entry.Config.Tenant);
        foreach (var kind in lists)
        {
            feed.Publish(entry.Config.Tenant, new Change(kind, null));
        }
    }

    private void Forget(string tenant)
    {
        Interlocked.Increment(ref generation);
        compiled.TryRemove(tenant, out _);
    }

    private void Announce(string tenant)
    {
        Forget(tenant);
        foreach (var kind in Enum.GetValues<ListKind>())
        {
            feed.Publish(tenant, new Change(kind, null));
        }
    }

    private async Task RemoveAsync((string Tenant, string Name) key)
    {
        if (entries.TryRemove(key, out var entry))
        {
            Announce(key.Tenant);
            await entry.DisposeAsync();
        }
    }

    private async Task<FederatedCatalog> CompileAsync(string tenant, CancellationToken cancellationToken)
    {
        await Task.WhenAll(EntriesOf(tenant).Select(e => e.EnsureKnownAsync(cancellationToken)));
        var begun = Volatile.Read(ref generation);
        var known = EntriesOf(tenant).OrderBy(e => e.Config.Name, StringComparer.Ordinal).ToList();
        var catalog = new FederatedCatalog(
            own.Items,
            [.. known.Where(e => e.Catalog is not null).Select(e => (e.Upstream, e.Catalog!))],
            known.Where(e => e.Problem is not null).ToDictionary(e => e.Config.Name, e => e.Problem!));

        // What came meanwhile is asked by whoever comes next.
        compiled[tenant] = catalog;
        if (begun != Volatile.Read(ref generation) || !known.All(e => e.IsKnown))
        {
            compiled.TryRemove(tenant, out _);
        }

        return catalog;
    }

    private IEnumerable<UpstreamEntry> EntriesOf(string tenant) => entries.Where(e => e.Key.Tenant == tenant).Select(e => e.Value);
}
