using McpPlatform.Connectors.Postgres.Writing;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
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
        foreach (var column in fit.Changed)
        {
            try
            {
                await session.ExecuteAsync(fit.ChangeOf(column), ct);
            }
            catch (PostgresException held) when (column.Existing is not null && IsHeld(held))
            {
                throw new ConnectorException(
                    FailureClass.Configuration,
                    $"Column '{column.Name}' of {fit.Target} is {column.Existing.Declared} and must become {column.Declaration} for the {column.Incoming} that comes, but something depends on it: {PostgresFailure.Sentence(held)} Drop what depends on it and make it anew afterwards, cast the column in the plan, or choose another target.",
                    held);
            }
        }
    }

    // A view, a rule or a generated column; a foreign key or an operator class; a partition key; an operator in a check or an index.
    private static bool IsHeld(PostgresException error) => error.SqlState is "0A000" or "42804" or "42P16" or "42883" or "42P17";
}
