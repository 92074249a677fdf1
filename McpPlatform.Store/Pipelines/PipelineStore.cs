using System.Globalization;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Pipelines;
using McpPlatform.Store.Database;
using McpPlatform.Store.Events;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Pipelines;

/// <summary>Pipelines and every version of their plans.</summary>
internal sealed class PipelineStore(PlatformDatabase database, TimeProvider time, PipelineReading reading) : IPipelineStore
{
    public async Task<PipelineInfo?> FindAsync(string tenant, Guid id, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        return await reading.OneAsync(work, p => p.TenantId == tenant && p.Id == id, cancellationToken);
    }

    public async Task<PipelineInfo?> FindByNameAsync(string tenant, string name, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        return await reading.OneAsync(work, p => p.TenantId == tenant && p.Name == name, cancellationToken);
    }

    public async Task<PipelinePlan?> FindPlanAsync(string tenant, Guid id, string planHash, CancellationToken cancellationToken)
    {
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var json = await work.Rows.PipelineVersions.Where(v => v.TenantId == tenant && v.PipelineId == id && v.PlanHash == planHash)
            .OrderByDescending(v => v.Version).Select(v => v.PlanJson).FirstOrDefaultAsync(cancellationToken);
        return json is null ? null : PipelineReading.Plan(json);
    }

    public async Task<IReadOnlyList<PipelinePlan>> PlansSinceLastSuccessAsync(string tenant, Guid id, CancellationToken cancellationToken)
    {
        const string sql = """
            SELECT plan::text FROM pipeline_versions
            WHERE tenant_id = $1 AND pipeline_id = $2 AND version >= coalesce((
                SELECT max(v.version) FROM pipeline_versions v JOIN (
                    SELECT plan_hash, ended_at FROM runs
                    WHERE tenant_id = $1 AND pipeline_id = $2 AND state = 'succeeded' ORDER BY ended_at DESC LIMIT 1) r
                    ON v.plan_hash = r.plan_hash AND v.applied_at <= r.ended_at
                WHERE v.tenant_id = $1 AND v.pipeline_id = $2), 0)
            ORDER BY version
            """;
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        await using var command = work.Command(sql, tenant, id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var plans = new List<PipelinePlan>();
        while (await reader.ReadAsync(cancellationToken))
        {
            plans.Add(PipelineReading.Plan(reader.GetString(0)));
        }

        return plans;
    }

    public async Task<Page<PipelineInfo>> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken)
    {
        var take = PageCursor.Take(page);
        var after = PageCursor.Id(page);
        await using var work = await database.BeginAsync(tenant, cancellationToken);
        var rows = await PipelineReading.Latest(work, p => p.TenantId == tenant && (after == null || p.Id < after))
            .OrderByDescending(r => r.Pipeline.Id).Take(take).ToListAsync(cancellationToken);
        return PageCursor.Page(rows, page, reading.Info, r => r.Pipeline.Id.ToString());
    }

    public async Task<PipelineInfo> ApplyAsync(Principal by, PipelinePlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(plan);
        await using var work = await database.BeginAsync(by.Tenant, cancellationToken);

        // One at a time for each name, also while the pipeline does not exist yet.
        await work.ExecuteAsync(
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", cancellationToken, $"{by.Tenant}\n{plan.Name}");
        var pipeline = await work.Rows.Pipelines.FirstOrDefaultAsync(p => p.TenantId == by.Tenant && p.Name == plan.Name, cancellationToken);
        if (pipeline is null)
        {
            pipeline = await CreateAsync(work, by, plan, cancellationToken);
        }
        else if (!await KeepVersionAsync(work, pipeline, plan, cancellationToken))
        {
            await ChangeAsync(work, by, pipeline, plan, cancellationToken);
        }

        await work.Rows.SaveChangesAsync(cancellationToken);
        var info = await reading.OneAsync(work, p => p.TenantId == by.Tenant && p.Id == pipeline.Id, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return info!;
    }

    public async Task<IReadOnlyList<ScheduledPipeline>> ListScheduledAsync(CancellationToken cancellationToken)
    {
        await using var work = await database.BeginSystemAsync(cancellationToken);
        var rows = await PipelineReading.Latest(work, p => p.Scheduled).OrderBy(r => r.Pipeline.Id).ToListAsync(cancellationToken);
        var fires = await work.Rows.ScheduleFires.GroupBy(f => f.PipelineId)
            .Select(g => new { g.Key, Last = g.Max(f => f.FireTime) }).ToDictionaryAsync(f => f.Key, f => f.Last, cancellationToken);
        return [.. rows.Select(r => new ScheduledPipeline(
            reading.Info(r), JsonSerializer.Deserialize(r.Pipeline.PrincipalJson, StoreJson.Default.Principal)!,
            fires.TryGetValue(r.Pipeline.Id, out var last) ? last : null))];
    }

    private async Task<PipelineRow> CreateAsync(UnitOfWork work, Principal by, PipelinePlan plan, CancellationToken cancellationToken)
    {
        var now = time.Now();
        var pipeline = new PipelineRow
        {
            TenantId = by.Tenant, Id = Guid.CreateVersion7(now), Name = plan.Name, Version = 0, SourceConnection = "", DestinationConnection = "",
            Scheduled = false, PrincipalJson = "", CreatedAt = now,
        };
        await ChangeAsync(work, by, pipeline, plan, cancellationToken);
        return pipeline;
    }

    // Approvals and metadata are no part of what a plan is; they are replaced without making a version.
    private static async Task<bool> KeepVersionAsync(UnitOfWork work, PipelineRow pipeline, PipelinePlan plan, CancellationToken cancellationToken)
    {
        var latest = await work.Rows.PipelineVersions.FirstAsync(
            v => v.TenantId == pipeline.TenantId && v.PipelineId == pipeline.Id && v.Version == pipeline.Version, cancellationToken);
        if (latest.PlanHash != PlanHash.Of(plan))
        {
            return false;
        }

        latest.PlanJson = Json(plan);
        return true;
    }

    private async Task ChangeAsync(UnitOfWork work, Principal by, PipelineRow pipeline, PipelinePlan plan, CancellationToken cancellationToken)
    {
        var isNew = pipeline.Version == 0;
        pipeline.Version++;
        pipeline.SourceConnection = plan.Source.Connection;
        pipeline.DestinationConnection = plan.Destination.Connection;
        pipeline.Scheduled = plan.Schedule.Kind == ScheduleKind.Cron;
        pipeline.PrincipalJson = JsonSerializer.Serialize(by, StoreJson.Default.Principal);
        if (isNew)
        {
            work.Rows.Add(pipeline);
        }

        await work.Rows.SaveChangesAsync(cancellationToken);
        await AddVersionAsync(work, by, pipeline, plan, cancellationToken);
    }

    private async Task AddVersionAsync(UnitOfWork work, Principal by, PipelineRow pipeline, PipelinePlan plan, CancellationToken cancellationToken)
    {
        var hash = PlanHash.Of(plan);
        var now = time.Now();
        work.Rows.Add(new PipelineVersionRow
        {
            TenantId = by.Tenant, PipelineId = pipeline.Id, Version = pipeline.Version, PlanHash = hash, PlanJson = Json(plan), AppliedBy = by.Name,
            AppliedAt = now,
        });

        // The lease row is what claims lock; its fence outlives every run of the pipeline.
        await work.ExecuteAsync(
            "INSERT INTO leases (tenant_id, pipeline_id, fence) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING", cancellationToken, by.Tenant, pipeline.Id);
        await work.RecordAsync(
            by, EventTypes.PipelineApplied, $"pipeline/{pipeline.Id}", now, cancellationToken, ("name", plan.Name),
            ("version", pipeline.Version.ToString(CultureInfo.InvariantCulture)), ("planHash", hash));
    }

    private static string Json(PipelinePlan plan) => JsonSerializer.Serialize(plan, ContractsJson.Default.PipelinePlan);
}
