using McpPlatform.Connectors.Postgres.Discovery;
using McpPlatform.Connectors.Postgres.Writing;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Runs;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Publishing;

/// <summary>
/// Puts a kept version of a target back; what the target held becomes a version itself, so that restoring can be undone the same way. The
/// commit row stays: a restored target does not change what the next run reads.
/// </summary>
internal static class Restoration
{
    /// <summary>Restores.</summary>
    public static async Task<WriteResult> RestoreAsync(NpgsqlConnection session, WriteRequest request, TableName target, CancellationToken ct)
    {
        await Records.EnsureAsync(session, ct);
        await using (var transaction = await session.BeginTransactionAsync(ct))
        {
            // It is asked for by a person and holds no lease: it waits for a publication under way, and no fence can be behind its back.
            await CommitRow.LockAsync(session, request.Run with { Fence = long.MaxValue }, ct);
            await PutBackAsync(session, request, target, ct);
            KillPoints.Reached("restore.before-commit");
            await transaction.CommitAsync(ct);
        }

        KillPoints.Reached("restore.after-commit");
        return new WriteResult
        {
            Commit = (await CommitRow.FindAsync(session, request.Run, ct))?.Record,
            Versions = await Targets.VersionsAsync(session, target, ct),
        };
    }

    private static async Task PutBackAsync(NpgsqlConnection session, WriteRequest request, TableName target, CancellationToken ct)
    {
        var kept = await Targets.FindVersionAsync(session, target, request.Version, ct) ?? throw new ConnectorException(
            FailureClass.Configuration,
            request.Version is null ? $"No earlier version of {target} is kept." : $"Version {request.Version} of {target} is not kept. Choose one of those listed.");
        var restored = $"stage_{Guid.CreateVersion7():N}";
        var version = new TableName(TableName.Records, kept.Table);
        await session.ExecuteAsync($"CREATE TABLE {StagingTable.Quoted(restored)} AS TABLE {version.Quoted}", ct);
        var id = await TableCatalog.RequireAsync(session, new TableName(TableName.Records, restored), ct);
        var columns = (await TableCatalog.ColumnsAsync(session, id, ct)).Select(c => c.ToCatalog()).ToList();
        var fit = await TargetFit.ExamineAsync(session, target, columns, Contracts.Plans.SchemaPolicy.Evolve, ct);
        var staged = new StagedRows(
            fit, restored, [.. fit.Written.Select(c => new StagedColumn(c.Name, c.Declaration, columns.First(k => k.Name == c.Name).NativeType!))], 0);
        await Overwrite.ReplaceAsync(session, staged, request, ct);
        await Targets.NoteRestoredAsync(session, target, kept.RunId, ct);
    }
}
