using System.Linq.Expressions;
using System.Text.Json;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core;
using McpPlatform.Core.Identity;
using McpPlatform.Store.Database;
using McpPlatform.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace McpPlatform.Store.Runs;

/// <summary>Reads runs with the counts of their streams.</summary>
internal static class RunReading
{
    public static async Task<RunInfo?> FindAsync(UnitOfWork work, Guid id, CancellationToken cancellationToken) =>
        await Named(work, r => r.TenantId == work.Tenant && r.Id == id).FirstOrDefaultAsync(cancellationToken) is { } run
            ? Info(run, await StreamsAsync(work, [id], cancellationToken)) : null;

    public static async Task<RunInfo> RequireAsync(UnitOfWork work, Guid id, CancellationToken cancellationToken) =>
        await FindAsync(work, id, cancellationToken) ?? throw new NotFoundException($"There is no run {id}.");

    public static async Task<Page<RunInfo>> ListAsync(UnitOfWork work, Guid? pipelineId, PageRequest page, CancellationToken cancellationToken)
    {
        var take = PageCursor.Take(page);
        var after = PageCursor.Id(page);
        var runs = await Named(
                work, r => r.TenantId == work.Tenant && (pipelineId == null || r.PipelineId == pipelineId) && (after == null || r.Id < after))
            .OrderByDescending(r => r.Run.Id).Take(take).ToListAsync(cancellationToken);
        var streams = await StreamsAsync(work, [.. runs.Select(r => r.Run.Id)], cancellationToken);
        return PageCursor.Page(runs, page, r => Info(r, streams), r => r.Run.Id.ToString());
    }

    private static IQueryable<NamedRun> Named(UnitOfWork work, Expression<Func<RunRow, bool>> which) =>
        work.Rows.Runs.AsNoTracking().Where(which).Join(
            work.Rows.Pipelines, r => new { r.TenantId, Id = r.PipelineId }, p => new { p.TenantId, p.Id },
            (r, p) => new NamedRun { Run = r, Pipeline = p.Name });

    private static async Task<ILookup<Guid, RunStream>> StreamsAsync(UnitOfWork work, Guid[] runs, CancellationToken cancellationToken)
    {
        var rows = await work.Rows.RunStreams.AsNoTracking().Where(s => s.TenantId == work.Tenant && runs.Contains(s.RunId))
            .OrderBy(s => s.Position).ToListAsync(cancellationToken);
        return rows.ToLookup(
            s => s.RunId, s => new RunStream(s.Name, s.Target, s.Read, s.Loaded, s.Merged, s.Rejected, s.Discarded, s.Bytes,
                s.LeftOutJson is { } leftOut ? JsonSerializer.Deserialize(leftOut, StoreJson.Default.StringArray) : null));
    }

    private static RunInfo Info(NamedRun named, ILookup<Guid, RunStream> streams)
    {
        var run = named.Run;
        return new RunInfo
        {
            Id = run.Id,
            PipelineId = run.PipelineId,
            Pipeline = named.Pipeline,
            PlanHash = run.PlanHash,
            State = StoredName.Read<RunState>(run.State),
            Node = StoredName.Read<RunNode>(run.Node),
            StartedBy = run.StartedBy,
            CreatedAt = run.CreatedAt,
            StartedAt = run.StartedAt,
            EndedAt = run.EndedAt,
            Attempt = run.Attempt,
            Error = run.ErrorJson is { } error ? JsonSerializer.Deserialize(error, ContractsJson.Default.RunError) : null,
            Streams = [.. streams[run.Id]],
        };
    }

    private sealed class NamedRun
    {
        public required RunRow Run { get; init; }

        public required string Pipeline { get; init; }
    }
}
