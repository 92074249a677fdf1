using McpPlatform.Connectors.Postgres.Writing;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Runs;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Publishing;

/// <summary>Brings staged rows into the target and says so in the commit row, in one transaction. Done once, it answers the same ever after.</summary>
internal static class Publication
{
    /// <summary>Publishes.</summary>
    public static async Task<WriteResult> PublishAsync(NpgsqlConnection session, WriteRequest request, TableName target, CancellationToken ct)
    {
        await Records.EnsureAsync(session, ct);
        await using (var transaction = await session.BeginTransactionAsync(ct))
        {
            var row = await CommitRow.LockOwnAsync(session, request.Run, ct);
            if (!row.Record.Published)
            {
                await LockTargetAsync(session, target, ct);
                var replaces = request.Mode == SyncMode.FullRefreshOverwrite || await ModeChange.ReplacesAsync(session, request, target, row, ct);
                var counts = await BringInAsync(session, request, target, row, replaces, ct);
                await Targets.NoteWrittenAsync(session, target, request.Run, replaces ? counts.Loaded : null, ct);
                await CommitRow.PublishAsync(session, request.Run, request.Mode, counts, ct);
                KillPoints.Reached("publish.before-commit");
            }

            await transaction.CommitAsync(ct);
        }

        KillPoints.Reached("publish.after-commit");
        var commit = (await CommitRow.FindAsync(session, request.Run, ct))!.Record;
        return new WriteResult
        {
            Commit = commit,
            Counts = commit.Counts,
            LeftOut = await LeftOutAsync(session, request, target, ct),
            Versions = await Targets.VersionsAsync(session, target, ct),
        };
    }

    /// <summary>Pipelines that share a target publish one after the other: a table that is not there yet cannot be locked itself.</summary>
    private static Task<int> LockTargetAsync(NpgsqlConnection session, TableName target, CancellationToken ct) => session.ExecuteAsync(
        "SELECT pg_advisory_xact_lock(hashtextextended(@target, 0))", ct, ("target", $"mcp-platform target {target.Quoted}"));

    private static async Task<IReadOnlyList<string>> LeftOutAsync(NpgsqlConnection session, WriteRequest request, TableName target, CancellationToken ct)
    {
        if (request.SchemaPolicy != SchemaPolicy.DiscardField)
        {
            return [];
        }

        var fit = await TargetFit.ExamineAsync(session, target, request.Columns, request.SchemaPolicy, ct);
        return [.. fit.Columns.Where(c => c is { Fate: ColumnFate.LeftOut, Existing: null }).Select(c => c.Name)];
    }

    private static async Task<PublishCounts> BringInAsync(
        NpgsqlConnection session, WriteRequest request, TableName target, CommitRow row, bool replaces, CancellationToken ct)
    {
        var staged = await StagedRows.OpenAsync(session, request, target, row, ct);
        if (replaces || request.Mode != SyncMode.IncrementalAppend)
        {
            await Overlap.ForgetAsync(session, request.Run, ct);
        }

        if (replaces && request.Mode == SyncMode.IncrementalAppend)
        {
            await Overlap.RemoveAsync(session, staged, request, row, ct);
        }

        return request.Mode switch
        {
            _ when replaces => await Overwrite.PublishAsync(session, staged, request, ct),
            SyncMode.IncrementalDedup => await Dedup.PublishAsync(session, staged, request, ct),
            _ => await Append.PublishAsync(session, staged, request, row, ct),
        };
    }
}
