using McpPlatform.Contracts.Connectors;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Publishing;

/// <summary>Replaces what the target holds by the staged rows; until the commit everyone reads the old rows.</summary>
internal static class Overwrite
{
    /// <summary>Publishes.</summary>
    public static async Task<PublishCounts> PublishAsync(NpgsqlConnection session, StagedRows staged, WriteRequest request, CancellationToken ct)
    {
        if (staged.Fit.TableId is null)
        {
            await TargetCreation.CreateAsync(session, staged, request, ct);
        }
        else
        {
            await ReplaceAsync(session, staged, request, ct);
        }

        return new PublishCounts(staged.Rows, 0);
    }

    /// <summary>The staged table takes the target's place and name, or its rows replace the target's where something depends on the table itself.</summary>
    public static async Task ReplaceAsync(NpgsqlConnection session, StagedRows staged, WriteRequest request, CancellationToken ct)
    {
        var table = staged.Fit.TableId ?? throw new InvalidOperationException($"{staged.Fit.Target} does not exist.");
        if (await Dependents.AllowSwapAsync(session, table, staged, ct))
        {
            await Swap.ReplaceAsync(session, staged, request, ct);
        }
        else
        {
            await InPlace.ReplaceAsync(session, staged, request, ct);
        }

        await Targets.PruneAsync(session, staged.Fit.Target, request.KeepVersions, ct);
    }
}
