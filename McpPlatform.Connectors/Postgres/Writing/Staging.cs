using System.Security.Cryptography;
using System.Text;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Runs;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>Begins, takes up again and throws away what a run stages.</summary>
internal static class Staging
{
    /// <summary>
    /// Prepares to stage: 1. records; 2. does what comes fit the target; 3. a new run begins, the same run continues under its newest fence,
    /// unless what comes has changed; 4. leftovers are swept.
    /// </summary>
    public static async Task<WriteResult> StageAsync(NpgsqlConnection session, WriteRequest request, TableName target, CancellationToken ct)
    {
        if (request.Lane is not null)
        {
            return await JoinAsync(session, request, ct);
        }

        await Records.EnsureAsync(session, ct);
        await EnsureSchemaAsync(session, target, ct);
        await TargetFit.ExamineAsync(session, target, request.Columns, request.SchemaPolicy, ct);
        CheckKey(request, target);
        await using (var transaction = await session.BeginTransactionAsync(ct))
        {
            var row = await CommitRow.LockAsync(session, request.Run, ct);
            if (row?.Record.RunId == request.Run.RunId && (row.Record.Published || row.Shape == ShapeOf(request)))
            {
                await CommitRow.RaiseFenceAsync(session, request.Run, ct);
            }
            else
            {
                await BeginAsync(session, request, target, row, ct);
            }

            await transaction.CommitAsync(ct);
        }

        KillPoints.Reached("stage.prepared");
        await SweepAsync(session, ct);
        return new WriteResult { Commit = (await CommitRow.FindAsync(session, request.Run, ct))!.Record };
    }

    /// <summary>Throws away what the run has staged. Nothing staged is nothing to do.</summary>
    public static async Task<WriteResult> DiscardAsync(NpgsqlConnection session, WriteRequest request, TableName target, CancellationToken ct)
    {
        await Records.EnsureAsync(session, ct);
        await using var transaction = await session.BeginTransactionAsync(ct);
        var row = await CommitRow.LockAsync(session, request.Run, ct);
        if (row is not null && row.Record.RunId == request.Run.RunId && !row.Record.Published)
        {
            await CommitRow.RaiseFenceAsync(session, request.Run, ct);
            await CommitRow.SetStagingAsync(session, request.Run, null, ct);
            await RejectedRows.RemoveAsync(session, target, request.Run.RunId, ct);
            if (row.Staging is not null)
            {
                await StagingTable.DropAsync(session, row.Staging, ct);
            }
        }

        KillPoints.Reached("discard.before-commit");
        await transaction.CommitAsync(ct);
        KillPoints.Reached("discard.after-commit");
        return new WriteResult { Commit = (await CommitRow.FindAsync(session, request.Run, ct))?.Record };
    }

    /// <summary>A lane joins what a request without lane has prepared.</summary>
    private static async Task<WriteResult> JoinAsync(NpgsqlConnection session, WriteRequest request, CancellationToken ct)
    {
        await using var transaction = await session.BeginTransactionAsync(ct);
        return new WriteResult { Commit = (await CommitRow.LockOwnAsync(session, request.Run, ct)).Record };
    }

    private static async Task BeginAsync(NpgsqlConnection session, WriteRequest request, TableName target, CommitRow? before, CancellationToken ct)
    {
        await CommitRow.BeginAsync(session, request.Run, target, ShapeOf(request), ct);
        if (before?.Staging is not null)
        {
            await StagingTable.DropAsync(session, before.Staging, ct);
        }

        if (before is { Record.Published: false })
        {
            await RejectedRows.RemoveAsync(session, target, before.Record.RunId, ct);
        }
    }

    // Asked first, since creating needs a right that a user of an existing schema need not have.
    private static async Task EnsureSchemaAsync(NpgsqlConnection session, TableName target, CancellationToken ct)
    {
        if (!await session.ScalarAsync<bool>("SELECT to_regnamespace(quote_ident(@schema)) IS NOT NULL", ct, ("schema", target.Schema)))
        {
            await session.ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS {TableName.Quote(target.Schema)}", ct);
        }
    }

    private static async Task SweepAsync(NpgsqlConnection session, CancellationToken ct)
    {
        await using var transaction = await session.BeginTransactionAsync(ct);
        await StagingTable.SweepAsync(session, ct);
        await transaction.CommitAsync(ct);
    }

    private static void CheckKey(WriteRequest request, TableName target)
    {
        var wanted = request.PrimaryKey.Append(request.CursorField).OfType<string>();
        var missing = wanted.FirstOrDefault(k => request.Columns.All(c => c.Name != k));
        if (missing is not null)
        {
            throw new ConnectorException(FailureClass.Configuration, $"Column '{missing}' is key or cursor of {target}, but is not among the columns that come.");
        }
    }

    /// <summary>What must be the same for a run to continue in the table it staged into.</summary>
    private static string ShapeOf(WriteRequest request)
    {
        var text = string.Join('\n', request.Columns.Select(c => $"{c.Name}\t{c.Type}").Append(request.Target).Append(request.Mode.ToString()));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
    }
}
