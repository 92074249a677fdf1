using McpPlatform.Connectors.Postgres.Writing;
using McpPlatform.Contracts.Connectors;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Publishing;

/// <summary>
/// Puts the staged table in the target's place by renaming. What a person gave the target goes with its name: owner, grants, policies,
/// comments, indexes, constraints, defaults and sequences, settings.
/// </summary>
internal static class Swap
{
    /// <summary>Replaces: 1. the staged table is dressed while the target is still read; 2. the target is locked and moved away; 3. the staged table takes its name.</summary>
    public static async Task ReplaceAsync(NpgsqlConnection session, StagedRows staged, WriteRequest request, CancellationToken ct)
    {
        var target = staged.Fit.Target;
        await StagingTable.RemoveChecksAsync(session, staged.Name, ct);
        await TargetCreation.RetypeAsync(session, staged, ct);
        await session.ExecuteAsync($"ALTER TABLE {staged.Table} RESET (autovacuum_enabled)", ct);
        var dress = await TableDress.ReadAsync(session, target, staged.Fit.TableId!.Value, ct);
        await dress.PutOnAsync(session, staged.Table, ct);
        await session.ExecuteAsync($"LOCK TABLE {target.Quoted} IN ACCESS EXCLUSIVE MODE", ct);
        var (version, kept) = await Targets.NextVersionAsync(session, target, ct);
        await dress.TakeOffAsync(session, ct);
        await MoveAwayAsync(session, target, kept, ct);
        await TargetCreation.MoveAsync(session, staged.Name, target, ct);
        await dress.NameAsync(session, target, ct);
        if (request.KeepVersions > 0)
        {
            await Targets.KeepAsync(session, target, version, kept, ct);
        }
        else
        {
            await session.ExecuteAsync($"DROP TABLE {new TableName(TableName.Records, kept).Quoted}", ct);
        }
    }

    private static Task<int> MoveAwayAsync(NpgsqlConnection session, TableName target, string kept, CancellationToken ct) => session.ExecuteAsync(
        $"""
        ALTER TABLE {target.Quoted} RENAME TO {TableName.Quote(kept)};
        ALTER TABLE {new TableName(target.Schema, kept).Quoted} SET SCHEMA {TableName.Records}
        """,
        ct);
}
