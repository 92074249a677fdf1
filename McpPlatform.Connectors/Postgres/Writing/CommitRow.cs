using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>The row that says what is committed for one stream of one pipeline. It changes in the same transaction as the data.</summary>
internal sealed record CommitRow
{
    /// <summary>The condition that finds the row of a stream, and whatever else is kept by its key.</summary>
    public const string Key = "tenant = @tenant AND pipeline_id = @pipeline AND stream = @stream";

    private const string SelectSql =
        $"""
        SELECT run_id, fence, segment, staged_cursor, published_cursor, published, staging, shape, read_rows, staged_rows, rejected_rows,
               discarded_rows, staged_bytes, loaded, merged, published_mode
          FROM _mcpp.commit WHERE {Key}
        """;

    private const string BeginSql =
        """
        INSERT INTO _mcpp.commit AS c (tenant, pipeline_id, stream, target_schema, target_name, run_id, fence, shape)
        VALUES (@tenant, @pipeline, @stream, @schema, @name, @run, @fence, @shape)
        ON CONFLICT (tenant, pipeline_id, stream) DO UPDATE
           SET target_schema = excluded.target_schema, target_name = excluded.target_name, run_id = excluded.run_id, fence = excluded.fence,
               shape = excluded.shape, segment = 0, staged_cursor = NULL, published = false, staging = NULL, read_rows = 0, staged_rows = 0,
               rejected_rows = 0, discarded_rows = 0, staged_bytes = 0, loaded = NULL, merged = NULL, updated_at = now()
        """;

    /// <summary>What everyone may see of it.</summary>
    public required CommitRecord Record { get; init; }

    /// <summary>Table in <c>_mcpp</c> with the staged rows; <see langword="null"/> before the first segment.</summary>
    public string? Staging { get; init; }

    /// <summary>Columns, target and mode the staging table was made for.</summary>
    public string? Shape { get; init; }

    /// <summary>Mode the pipeline last published the stream in; <see langword="null"/> where it never did, or nobody noted it.</summary>
    public SyncMode? PublishedMode { get; init; }

    /// <summary>Reads the row.</summary>
    public static async Task<CommitRow?> FindAsync(NpgsqlConnection session, RunContext run, CancellationToken ct) =>
        (await session.QueryAsync(SelectSql, Read, ct, KeyOf(run))).SingleOrDefault();

    /// <summary>Locks the row for the transaction; the caller must hold the newest fence and, where the row is of another run, begin its own.</summary>
    /// <exception cref="ConnectorException">A higher fence is recorded.</exception>
    public static async Task<CommitRow?> LockAsync(NpgsqlConnection session, RunContext run, CancellationToken ct)
    {
        var row = (await session.QueryAsync(SelectSql + " FOR UPDATE", Read, ct, KeyOf(run))).SingleOrDefault();
        if (row is not null && row.Record.Fence > run.Fence)
        {
            throw new ConnectorException(
                FailureClass.System, $"Another worker has taken '{run.Stream}' over: its fence is {row.Record.Fence}, this one's is {run.Fence}. Nothing was written.");
        }

        return row;
    }

    /// <summary>Locks the row, which must be of this run and not published yet.</summary>
    /// <exception cref="ConnectorException">A higher fence is recorded, or the row is of another run.</exception>
    public static async Task<CommitRow> LockOwnAsync(NpgsqlConnection session, RunContext run, CancellationToken ct)
    {
        var row = await LockAsync(session, run, ct);
        return row is not null && row.Record.RunId == run.RunId
            ? row
            : throw new ConnectorException(FailureClass.System, $"Run {run.RunId} has not begun to stage '{run.Stream}'. Stage first.");
    }

    /// <summary>Begins a run: nothing is staged, the published cursor stays.</summary>
    public static async Task BeginAsync(NpgsqlConnection session, RunContext run, TableName target, string shape, CancellationToken ct)
    {
        await LaneRow.ForgetAsync(session, run, ct);
        await session.ExecuteAsync(BeginSql, ct, [.. KeyOf(run), ("schema", target.Schema), ("name", target.Name), ("run", run.RunId), ("fence", run.Fence), ("shape", shape)]);
    }

    /// <summary>Notes a higher fence.</summary>
    public static Task RaiseFenceAsync(NpgsqlConnection session, RunContext run, CancellationToken ct) => session.ExecuteAsync(
        $"UPDATE _mcpp.commit SET fence = @fence WHERE {Key}", ct, [.. KeyOf(run), ("fence", run.Fence)]);

    /// <summary>Names the staging table; nothing is in it yet.</summary>
    public static async Task SetStagingAsync(NpgsqlConnection session, RunContext run, string? staging, CancellationToken ct)
    {
        await LaneRow.ForgetAsync(session, run, ct);
        await session.ExecuteAsync(
            $"""
            UPDATE _mcpp.commit SET staging = @staging, staged_cursor = NULL, read_rows = 0, staged_rows = 0, rejected_rows = 0, discarded_rows = 0, staged_bytes = 0,
                   segment = CASE WHEN @staging IS NULL THEN 0 ELSE segment END
             WHERE {Key}
            """,
            ct, [.. KeyOf(run), ("staging", staging)]);
    }

    /// <summary>Adds what a sink has staged; the row must be locked. Of several lanes the segments are only counted.</summary>
    public static async Task AdvanceAsync(NpgsqlConnection session, RunContext run, StagedWork work, CancellationToken ct)
    {
        if (work.Lane is { } lane)
        {
            await LaneRow.AdvanceAsync(session, run, lane, work.Segment, ct);
        }

        await session.ExecuteAsync(
            $"""
            UPDATE _mcpp.commit SET segment = CASE WHEN @segment::bigint IS NULL THEN segment + @segments ELSE @segment END, staged_cursor = @cursor,
                   read_rows = read_rows + @read, staged_rows = staged_rows + @rows, rejected_rows = rejected_rows + @rejected,
                   discarded_rows = discarded_rows + @discarded, staged_bytes = staged_bytes + @bytes, updated_at = now()
             WHERE {Key}
            """,
            ct,
            [
                .. KeyOf(run), ("segment", work.Lane is null ? work.Segment : DBNull.Value), ("segments", work.Segments), ("cursor", work.Cursor),
                ("read", work.Added.Read), ("rows", work.Added.Rows), ("rejected", work.Added.Rejected), ("discarded", work.Added.Discarded),
                ("bytes", work.Added.Bytes),
            ]);
    }

    /// <summary>Notes that the run is published. A full refresh without a cursor leaves none: one of an earlier run says nothing about these rows.</summary>
    public static Task PublishAsync(NpgsqlConnection session, RunContext run, SyncMode mode, PublishCounts counts, CancellationToken ct) => session.ExecuteAsync(
        $"""
        UPDATE _mcpp.commit SET published = true, published_cursor = CASE WHEN @incremental THEN coalesce(staged_cursor, published_cursor) ELSE staged_cursor END,
               published_mode = @mode, loaded = @loaded, merged = @merged, staging = NULL, updated_at = now()
         WHERE {Key}
        """,
        ct,
        [.. KeyOf(run), ("incremental", mode.IsIncremental()), ("mode", mode.ToString()), ("loaded", counts.Loaded), ("merged", counts.Merged)]);

    /// <summary>The key's parameters.</summary>
    public static (string Name, object? Value)[] KeyOf(RunContext run) => [("tenant", run.Tenant), ("pipeline", run.PipelineId), ("stream", run.Stream)];

    private static CommitRow Read(NpgsqlDataReader row) => new()
    {
        Record = new CommitRecord
        {
            RunId = row.GetGuid(0),
            Fence = row.GetInt64(1),
            Segment = row.GetInt64(2),
            StagedCursor = row.Text(3),
            PublishedCursor = row.Text(4),
            Published = row.GetBoolean(5),
            Staged = new StageCounts(row.GetInt64(8), row.GetInt64(9), row.GetInt64(10), row.GetInt64(11), row.GetInt64(12)),
            Counts = row.IsDBNull(13) ? null : new PublishCounts(row.GetInt64(13), row.GetInt64(14)),
        },
        Staging = row.Text(6),
        Shape = row.Text(7),
        PublishedMode = row.Text(15) is { } mode ? Enum.Parse<SyncMode>(mode) : null,
    };
}
