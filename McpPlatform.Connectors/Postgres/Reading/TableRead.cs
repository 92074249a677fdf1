using System.Runtime.CompilerServices;
using McpPlatform.Connectors.Postgres.Discovery;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Runs;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Reading;

/// <summary>
/// Reads a table as segments, by one COPY command inside one snapshot. The table is being written to, so a read that was broken off cannot be
/// continued: it begins anew under another identity, and the destination drops what it has staged.
/// </summary>
internal static class TableRead
{
    /// <summary>Reads.</summary>
    public static async IAsyncEnumerable<Segment> ReadAsync(
        ReadRequest request, TableName table, Func<Task<NpgsqlConnection>> open, Snapshots snapshots, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var source = await OpenSourceAsync(request, table, open, snapshots, ct);
        var number = request.AfterSegment;
        var whole = false;
        try
        {
            while (await source.NextAsync(ct) is { } batch)
            {
                KillPoints.Reached("read.segment");
                yield return new Segment(++number, batch, batch.RowCount, 0, [], source.Cursor);
            }

            if (number == request.AfterSegment)
            {
                // An empty read still says where it stands.
                yield return new Segment(++number, source.Empty(), 0, 0, [], source.Cursor);
            }

            whole = true;
        }
        finally
        {
            if (source.Snapshot is { } snapshot)
            {
                await (whole ? snapshots.ReadAsync(snapshot) : snapshots.AbandonAsync(snapshot));
            }
        }
    }

    private static async Task<CopySource> OpenSourceAsync(
        ReadRequest request, TableName table, Func<Task<NpgsqlConnection>> open, Snapshots snapshots, CancellationToken ct)
    {
        var (partition, read) = PartitionOf(request, snapshots);
        var session = await open();
        try
        {
            await session.ExecuteAsync("SET application_name = 'mcp-platform-reader'", ct);
            var id = await TableCatalog.RequireAsync(session, table, ct);
            var existing = await TableCatalog.ColumnsAsync(session, id, ct);
            var columns = ReadColumns.Of(table, existing, request);
            var window = request.CursorField is null ? null : await WindowAsync(session, table, existing, request, ct);
            await BeginAsync(session, partition, request.Stream, ct);
            var condition = partition?.Condition ?? window?.Condition;
            var copy = await session.BeginRawBinaryCopyAsync(Command(table, columns, condition), ct);
            var cursor = window?.Window.Cursor ?? new ReadCursor { Read = read, Run = request.Run.RunId };
            return new CopySource(session, copy, [.. columns.Select(c => c.Schema)], cursor.ToString(), partition?.Snapshot, $"read {table}");
        }
        catch (Exception failure)
        {
            await session.DisposeAsync();
            if (PostgresFailure.Explains(failure))
            {
                throw PostgresFailure.Of(failure, $"read {table}");
            }

            throw;
        }
    }

    private static (Partition? Partition, Guid Read) PartitionOf(ReadRequest request, Snapshots snapshots)
    {
        if (request.Partition is null)
        {
            return (null, Guid.CreateVersion7());
        }

        var partition = Partition.Parse(request.Partition)
            ?? throw new ConnectorException(FailureClass.System, $"'{request.Partition}' is no partition of '{request.Stream}'.");
        return snapshots.Use(partition.Snapshot) is { } read ? (partition, read) : throw Gone(request.Stream);
    }

    private static ConnectorException Gone(StreamName stream, Exception? inner = null) => new(
        FailureClass.Transient, $"The snapshot that '{stream}' was read in is gone, so its partitions no longer fit together. The read begins anew.", inner);

    private static async Task<(CursorWindow Window, string Condition)?> WindowAsync(
        NpgsqlConnection session, TableName table, IReadOnlyList<TableColumn> existing, ReadRequest request, CancellationToken ct)
    {
        var column = existing.FirstOrDefault(c => c.Name == request.CursorField) ?? throw new ConnectorException(
            FailureClass.Configuration, $"{table} has no column '{request.CursorField}', which the plan uses as cursor. Choose another cursor.");
        if (!PgTypes.CanBeCursor(column.Type))
        {
            throw new ConnectorException(
                FailureClass.Configuration, $"Column '{column.Name}' of {table} is {column.Declared}, which does not grow. Choose a number or a time as cursor.");
        }

        var window = await CursorWindow.DetermineAsync(session, table, column, request, ct);
        return (window, window.Condition(column));
    }

    private static async Task BeginAsync(NpgsqlConnection session, Partition? partition, StreamName stream, CancellationToken ct)
    {
        await session.ExecuteAsync("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", ct);
        if (partition is null)
        {
            return;
        }

        try
        {
            await session.ExecuteAsync($"SET TRANSACTION SNAPSHOT {TableName.Literal(partition.Snapshot)}", ct);
        }
        catch (PostgresException gone) when (gone.SqlState is "42704" or "22023")
        {
            // Older servers say "invalid", newer ones "does not exist": the session that exported it has ended.
            throw Gone(stream, gone);
        }
    }

    private static string Command(TableName table, IReadOnlyList<ReadColumn> columns, string? condition)
    {
        var where = string.IsNullOrEmpty(condition) ? "" : $" WHERE {condition}";
        return $"COPY (SELECT {string.Join(", ", columns.Select(c => c.Expression))} FROM {table.Quoted}{where}) TO STDOUT (FORMAT binary)";
    }
}
