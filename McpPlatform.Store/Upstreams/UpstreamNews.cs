using System.Runtime.CompilerServices;
using McpPlatform.Core.Upstreams;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace McpPlatform.Store.Upstreams;

/// <summary>The upstreams of all tenants, now and as they change.</summary>
internal sealed class UpstreamNews(PlatformDatabase database, NotificationHub hub, IOptions<StoreOptions> options)
{
    public async Task<IReadOnlyList<TenantUpstream>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        var rows = await work.Rows.Upstreams.AsNoTracking().OrderBy(u => u.TenantId).ThenBy(u => u.Name).ToListAsync(cancellationToken);
        return [.. rows.Select(r => new TenantUpstream(r.TenantId, UpstreamMapping.Info(r)))];
    }

    public async IAsyncEnumerable<IReadOnlyList<TenantUpstream>> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Subscribed before the first reading: what changes in between wakes the first waiting.
        using var news = hub.Subscribe(Channels.Upstreams, capacity: 1);
        IReadOnlyList<(string, string, long)>? shown = null;
        while (true)
        {
            var upstreams = await ReadPatientlyAsync(cancellationToken);
            IReadOnlyList<(string, string, long)> versions = [.. upstreams.Select(u => (u.Tenant, u.Upstream.Name, u.Upstream.Version))];
            if (shown is null || !versions.SequenceEqual(shown))
            {
                yield return upstreams;
                shown = versions;
            }

            await news.WaitAsync(options.Value.FollowInterval, cancellationToken);
        }
    }

    // A restart of PostgreSQL must not end what a gateway serves.
    private async Task<IReadOnlyList<TenantUpstream>> ReadPatientlyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await ReadAsync(cancellationToken);
            }
            catch (NpgsqlException e) when (e.IsTransient || e.SqlState == PostgresErrorCodes.AdminShutdown)
            {
                await Task.Delay(options.Value.ReconnectDelay, cancellationToken);
            }
        }
    }
}
