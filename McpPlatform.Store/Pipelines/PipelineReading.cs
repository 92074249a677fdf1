using System.Linq.Expressions;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Pipelines;
using McpPlatform.Store.Database;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Pipelines;

/// <summary>Reads pipelines with the latest version of their plans.</summary>
internal sealed class PipelineReading(TimeProvider time, IEnumerable<IFireTimes> fireTimes)
{
    private readonly IFireTimes? fireTimes = fireTimes.FirstOrDefault();

    public static IQueryable<PipelineWithPlan> Latest(UnitOfWork work, Expression<Func<PipelineRow, bool>> which) =>
        work.Rows.Pipelines.AsNoTracking().Where(which).Join(
            work.Rows.PipelineVersions.AsNoTracking(),
            p => new { p.TenantId, p.Id, p.Version },
            v => new { v.TenantId, Id = v.PipelineId, v.Version },
            (p, v) => new PipelineWithPlan { Pipeline = p, Version = v });

    public static PipelinePlan Plan(string json) => JsonSerializer.Deserialize(json, ContractsJson.Default.PipelinePlan)!;

    public async Task<PipelineInfo?> OneAsync(
        UnitOfWork work, Expression<Func<PipelineRow, bool>> which, CancellationToken cancellationToken) =>
        await Latest(work, which).FirstOrDefaultAsync(cancellationToken) is { } row ? Info(row) : null;

    public PipelineInfo Info(PipelineWithPlan row)
    {
        var plan = Plan(row.Version.PlanJson);
        var next = plan.Schedule.Kind == ScheduleKind.Cron ? fireTimes?.Next(plan.Schedule, time.GetUtcNow()) : null;
        return new PipelineInfo(
            row.Pipeline.Id, row.Pipeline.Name, row.Pipeline.Version, plan, row.Version.PlanHash, row.Version.AppliedBy, row.Pipeline.CreatedAt,
            row.Version.AppliedAt, next);
    }
}

/// <summary>A pipeline with one version of its plan.</summary>
internal sealed class PipelineWithPlan
{
    public required PipelineRow Pipeline { get; init; }

    public required PipelineVersionRow Version { get; init; }
}
