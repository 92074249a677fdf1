using System.Runtime.CompilerServices;
using McpPlatform.Core.Replicas;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace McpPlatform.Store.Replicas;

/// <summary>Leases of gateways. Only the database's clock counts, so that gateways need not agree on the time.</summary>
internal sealed class ReplicaStore(PlatformDatabase database, NotificationHub hub, IOptions<StoreOptions> options, ILogger<ReplicaStore> log) : IReplicaStore
{
    private const int RenewalsPerLease = 5;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<IReadOnlyList<Replica>> TakePartAsync(
        Replica self, TimeSpan lease, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Subscribed before the first reading: who comes in between wakes the first waiting.
        using var news = hub.Subscribe(Channels.Replicas, capacity: 1);
        try
        {
            while (true)
            {
                var living = await TryRenewAsync(self, lease, cancellationToken);
                if (living is not null)
                {
                    yield return living;
                }

                await news.WaitAsync(living is null ? options.Value.ReconnectDelay : lease / RenewalsPerLease, cancellationToken);
            }
        }
        finally
        {
            await LeaveAsync(self);
        }
    }

    // A restart of PostgreSQL must not end what a gateway knows of the others.
    private async Task<IReadOnlyList<Replica>?> TryRenewAsync(Replica self, TimeSpan lease, CancellationToken cancellationToken)
    {
        try
        {
            return await RenewAsync(self, lease, cancellationToken);
        }
        catch (NpgsqlException e)
        {
            log.ReplicaNotRenewed(e.Message);
            return null;
        }
    }

    private async Task<IReadOnlyList<Replica>> RenewAsync(Replica self, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        await using (var renew = work.Command(
            """
            INSERT INTO replicas AS mine (tenant_id, id, address, expires_at) VALUES ($1, $2, $3, clock_timestamp() + $4)
            ON CONFLICT (tenant_id, id) DO UPDATE SET expires_at = EXCLUDED.expires_at RETURNING mine.xmax = 0
            """,
            work.Tenant, self.Id, self.Address.AbsoluteUri, lease))
        {
            if ((bool)(await renew.ExecuteScalarAsync(cancellationToken))!)
            {
                await work.ExecuteAsync("DELETE FROM replicas WHERE tenant_id = $1 AND expires_at < clock_timestamp() - $2", cancellationToken, work.Tenant, lease);
                await TellAsync(work, cancellationToken);
            }
        }

        var living = await ReadAsync(work, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return living;
    }

    private static async Task<IReadOnlyList<Replica>> ReadAsync(UnitOfWork work, CancellationToken cancellationToken)
    {
        await using var command = work.Command("SELECT id, address FROM replicas WHERE tenant_id = $1 AND expires_at > clock_timestamp()", work.Tenant);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var living = new List<Replica>();
        while (await reader.ReadAsync(cancellationToken))
        {
            living.Add(new Replica(reader.GetGuid(0), new Uri(reader.GetString(1))));
        }

        return living;
    }

    private async Task LeaveAsync(Replica self)
    {
        using var soon = new CancellationTokenSource(Farewell);
        try
        {
            await using var work = await database.BeginSystemAsync(soon.Token);
            await work.ExecuteAsync("DELETE FROM replicas WHERE tenant_id = $1 AND id = $2", soon.Token, work.Tenant, self.Id);
            await TellAsync(work, soon.Token);
            await work.CommitAsync(soon.Token);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            // The others notice when its lease is over.
            log.ReplicaNotRenewed(e.Message);
        }
    }

    private static Task<int> TellAsync(UnitOfWork work, CancellationToken cancellationToken) =>
        work.ExecuteAsync("SELECT pg_notify($1, '')", cancellationToken, Channels.Replicas);
}
