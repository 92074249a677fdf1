using System.Globalization;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Runs;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;

namespace McpPlatform.Store.Runs;

/// <summary>Stores what a Worker's transitions did: row, counts, events and lease in one transaction, refused under a stale fence.</summary>
internal sealed class RunSaving(PlatformDatabase database, TimeProvider time)
{
    private const string Streams = """
        INSERT INTO run_streams AS s (
            tenant_id, run_id, target, position, name, read, loaded, merged, rejected, discarded, bytes, left_out, committed)
        SELECT $1, $2, target, n, name, read, loaded, merged, rejected, discarded, bytes, left_out::json, $12
        FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::text[])
            WITH ORDINALITY AS c (target, name, read, loaded, merged, rejected, discarded, bytes, left_out, n)
        ON CONFLICT (tenant_id, run_id, target) DO UPDATE
        SET read = excluded.read, loaded = excluded.loaded, merged = excluded.merged, rejected = excluded.rejected,
            discarded = excluded.discarded, bytes = excluded.bytes, left_out = excluded.left_out, committed = excluded.committed
        WHERE NOT s.committed
        """;

    public async Task SaveAsync(RunLease lease, Run run, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(lease.Tenant, cancellationToken);
        var pipelineId = await RunLeases.RequireAsync(work, lease, cancellationToken);
        await UpdateAsync(work, run, cancellationToken);
        await CountAsync(work, run.Info.Id, run.Info.Streams, committed: false, cancellationToken);
        var now = time.Now();
        await work.RecordAsync(
            [.. run.Events.Select(e => new NewEvent(e.Type, RunSubject.Of(run.Info.Id), lease.Worker.Name, now, e.Data))], cancellationToken);
        if (run.Info.State != RunState.Running)
        {
            await RunLeases.ReleaseAsync(work, pipelineId, run.Info.State, cancellationToken);
        }

        if (run.Info.State == RunState.WaitingForApproval)
        {
            // The decision may have come between asking for it and waiting for it.
            await WaitingRuns.WakeAsync(work, lease.Worker.Name, pipelineId, run.Info.PlanHash, now, cancellationToken);
        }

        await work.CommitAsync(cancellationToken);
        run.ClearEvents();
    }

    /// <summary>Notes counts. Those of a committed stream stay as they are.</summary>
    /// <returns>How many were noted.</returns>
    public static async Task<int> CountAsync(
        UnitOfWork work, Guid runId, IReadOnlyList<RunStream> streams, bool committed, CancellationToken cancellationToken) =>
        streams.Count == 0 ? 0 : await work.ExecuteAsync(
            Streams, cancellationToken, work.Tenant, runId, streams.Select(s => s.Target).ToArray(), streams.Select(s => s.Name).ToArray(),
            streams.Select(s => s.Read).ToArray(), streams.Select(s => s.Loaded).ToArray(), streams.Select(s => s.Merged).ToArray(),
            streams.Select(s => s.Rejected).ToArray(), streams.Select(s => s.Discarded).ToArray(), streams.Select(s => s.Bytes).ToArray(),
            streams.Select(s => s.LeftOut is { } columns ? JsonSerializer.Serialize([.. columns], StoreJson.Default.StringArray) : null).ToArray(), committed);

    private async Task UpdateAsync(UnitOfWork work, Run run, CancellationToken cancellationToken)
    {
        // Due in the clock of the database: a Worker's clock may jump while the run waits, and another Worker may take it up.
        const string sql = """
            UPDATE runs SET state = $3, node = $4, attempt = $5, error = $6::json, started_at = $7, ended_at = $8, retry_at = clock_timestamp() + $9::interval,
                deaths = CASE WHEN node <> $4 OR $11 > coalesce((furthest->>$10)::bigint, 0) THEN 0 ELSE deaths END,
                furthest = CASE WHEN $11 > coalesce((furthest->>$10)::bigint, 0)
                    THEN (coalesce(furthest::jsonb, '{}') || jsonb_build_object($10, $11))::json ELSE furthest END
            WHERE tenant_id = $1 AND id = $2
            """;
        var info = run.Info;
        var (target, rows) = Reached(run);
        await work.ExecuteAsync(
            sql, cancellationToken, work.Tenant, info.Id, StoredName.Of(info.State), StoredName.Of(info.Node), info.Attempt,
            info.Error is { } error ? JsonSerializer.Serialize(error, ContractsJson.Default.RunError) : null,
            info.StartedAt?.AsStored(), info.EndedAt?.AsStored(), run.RetryAt - time.GetUtcNow(), target, rows);
    }

    /// <summary>The stream that moves, and how many of its rows were read so far; nothing where that was not noted now.</summary>
    private static (string Target, long Rows) Reached(Run run) =>
        run.Events.LastOrDefault(e => e.Type == EventTypes.RunCheckpoint)?.Data is { } noted
            ? (noted["target"], long.Parse(noted["read"], CultureInfo.InvariantCulture)) : ("", 0);
}
