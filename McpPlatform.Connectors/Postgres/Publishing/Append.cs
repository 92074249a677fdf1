using McpPlatform.Connectors.Postgres.Writing;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Publishing;

/// <summary>Adds the staged rows to the target. Of an incremental run, rows that the run before has brought already are left away.</summary>
internal static class Append
{
    /// <summary>Publishes.</summary>
    public static async Task<PublishCounts> PublishAsync(NpgsqlConnection session, StagedRows staged, WriteRequest request, CommitRow row, CancellationToken ct)
    {
        var overlap = request.Mode.IsIncremental() ? await Overlap.RemoveAsync(session, staged, request, row, ct) : 0;
        if (staged.Fit.TableId is null)
        {
            await TargetCreation.CreateAsync(session, staged, request, ct);
            return new PublishCounts(staged.Rows - overlap, overlap);
        }

        await ApplyChangesAsync(session, staged.Fit, ct);
        var loaded = await session.ExecuteAsync(
            $"INSERT INTO {staged.Fit.Target.Quoted} ({staged.ColumnList}) OVERRIDING SYSTEM VALUE SELECT {staged.Values("s")} FROM {staged.Table} s", ct);
        await session.ExecuteAsync($"DROP TABLE {staged.Table}", ct);
        return new PublishCounts(loaded, overlap);
    }

    /// <summary>Adds and widens the target's columns.</summary>
    public static async Task ApplyChangesAsync(NpgsqlConnection session, TargetFit fit, CancellationToken ct)
    {
        foreach (var change in fit.Changes(fit.Target.Quoted))
        {
            await session.ExecuteAsync(change, ct);
        }
    }
}
