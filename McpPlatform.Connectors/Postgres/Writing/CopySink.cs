using McpPlatform.Connectors.Hosting;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Core.Runs;
using McpPlatform.Data;
using Npgsql;

namespace McpPlatform.Connectors.Postgres.Writing;

/// <summary>
/// Stages segments. Between two commits rows go into the staging table by COPY inside one transaction; the commit row changes at its end, in
/// the same transaction, and only while this run holds the newest fence. A segment that is committed already is skipped.
/// Several lanes fill one staging table side by side, each in transactions of its own; the commit row lets them commit one after the other.
/// </summary>
internal sealed class CopySink : ISegmentSink
{
    private readonly NpgsqlConnection session;
    private readonly RunContext run;
    private readonly int? lane;
    private readonly TargetFit fit;
    private readonly IReadOnlyList<ColumnSchema> columns;
    private readonly RowScreen screen;
    private readonly int[] written;
    private readonly CopyChunk chunk = new();
    private readonly List<(long Segment, RejectedRow Row)> rejects = [];
    private string staging;
    private CopySession copy;
    private NpgsqlTransaction? transaction;
    private long segment;
    private string? cursor;
    private StageCounts staged;
    private StageCounts uncommitted;
    private long uncommittedSegments;

    private CopySink(NpgsqlConnection session, WriteRequest request, TargetFit fit, IReadOnlyList<ColumnSchema> columns, CommitRow row, string staging, long laneSegment)
    {
        this.session = session;
        (run, lane) = (request.Run, request.Lane);
        this.fit = fit;
        this.columns = columns;
        this.staging = staging;
        screen = new RowScreen(columns, fit, [.. request.PrimaryKey.Select(ColumnNames.Of)]);
        written = [.. Enumerable.Range(0, columns.Count).Where(i => fit.Columns[i].Fate == ColumnFate.Written)];
        (segment, cursor, staged) = lane is null ? (row.Record.Segment, row.Record.StagedCursor, row.Record.Staged) : (laneSegment, null, default);
        copy = NewCopy();
    }

    /// <summary>Opens the sink of a run that has begun to stage.</summary>
    /// <param name="session">A session that the sink owns from now on.</param>
    /// <param name="request">The request.</param>
    /// <param name="target">The target.</param>
    /// <param name="columns">The columns as they will come.</param>
    /// <param name="ct">Ends the waiting.</param>
    public static async Task<CopySink> OpenAsync(
        NpgsqlConnection session, WriteRequest request, TableName target, IReadOnlyList<ColumnSchema> columns, CancellationToken ct)
    {
        var incoming = columns.Select(c => new CatalogColumn(c.Name, c.Type, c.Nullable, request.Columns.FirstOrDefault(r => r.Name == c.Name)?.NativeType));
        var fit = await TargetFit.ExamineAsync(session, target, [.. incoming], request.SchemaPolicy, ct);
        await using var transaction = await session.BeginTransactionAsync(ct);
        var row = await CommitRow.LockOwnAsync(session, request.Run, ct);
        if (row.Record.Published)
        {
            throw new ConnectorException(FailureClass.System, $"Run {request.Run.RunId} has published '{request.Run.Stream}' already; nothing more can be staged.");
        }

        var staging = row.Staging;
        if (staging is null)
        {
            staging = await StagingTable.CreateAsync(session, fit, columns, ct);
            await CommitRow.SetStagingAsync(session, request.Run, staging, ct);
        }

        var laneSegment = request.Lane is { } lane ? await LaneRow.SegmentAsync(session, request.Run, lane, ct) : 0;
        await transaction.CommitAsync(ct);

        // What a crash of the server could take away, rows and commit row alike, was staged only: the run stages it again. Publishing waits for
        // the disk, and with it for all that was committed before.
        await session.ExecuteAsync("SET synchronous_commit = off", ct);
        return new CopySink(session, request, fit, columns, row, staging, laneSegment);
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(Segment segment, CancellationToken ct)
    {
        try
        {
            if (ReadCursor.BeganAnew(cursor, segment.Cursor))
            {
                await BeginAnewAsync(ct);
            }

            if (segment.Number > this.segment)
            {
                await TakeAsync(segment, ct);
            }
        }
        catch (Exception failure) when (PostgresFailure.Explains(failure))
        {
            throw PostgresFailure.Of(failure, $"write to {fit.Target}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<(long Segment, StageCounts Staged)> CommitAsync(CancellationToken ct)
    {
        if (transaction is null)
        {
            return (segment, staged);
        }

        try
        {
            await EndChunkAsync(ct);
            await CommitRow.LockOwnAsync(session, run, ct);
            await RejectedRows.AddAsync(session, fit.Target, run, rejects, ct);
            await CommitRow.AdvanceAsync(session, run, new StagedWork(lane, segment, uncommittedSegments, lane is null ? cursor : null, uncommitted), ct);
            KillPoints.Reached("stage.before-commit");
            await transaction.CommitAsync(ct);
            KillPoints.Reached("stage.after-commit");
            await transaction.DisposeAsync();
            transaction = null;
            (uncommitted, uncommittedSegments) = (default, 0);
            rejects.Clear();
            return (segment, staged);
        }
        catch (Exception failure) when (PostgresFailure.Explains(failure))
        {
            throw PostgresFailure.Of(failure, $"commit rows for {fit.Target}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // What was not committed is meant to be lost; a session that is broken already has lost it.
        try
        {
            await copy.DisposeAsync();
        }
        catch (Exception failure) when (PostgresFailure.Explains(failure) || failure is OperationCanceledException)
        {
            await session.CloseAsync();
        }

        await session.DisposeAsync();
    }

    private async ValueTask TakeAsync(Segment taken, CancellationToken ct)
    {
        transaction ??= await session.BeginTransactionAsync(ct);
        var firstRow = staged.Read + 1;
        var screened = screen.Examine(taken.Batch, firstRow);
        chunk.Add(taken, screened, firstRow);
        Count(taken, screened);
        if (screened.Written > 0)
        {
            await CopyAsync(taken, screened, ct);
        }

        if (chunk.Full)
        {
            await EndChunkAsync(ct);
        }
    }

    private void Count(Segment taken, Screened screened)
    {
        rejects.AddRange(taken.Rejected.Concat(screened.Rejected).Select(r => (taken.Number, r)));
        Add(new StageCounts(
            taken.RowsRead, screened.Written, taken.Rejected.Count + screened.Rejected.Count, taken.Discarded + screened.Discarded, taken.Batch.ByteCount));
        uncommittedSegments++;
        (segment, cursor) = (taken.Number, taken.Cursor);
    }

    private void Add(StageCounts counts) => (staged, uncommitted) = (staged + counts, uncommitted + counts);

    private async ValueTask CopyAsync(Segment taken, Screened screened, CancellationToken ct)
    {
        try
        {
            await copy.WriteAsync(taken.Batch, screened.LeaveOut, ct);
        }
        catch (PostgresException refusal) when (PostgresFailure.IsOfData(refusal))
        {
            await SearchBadRowsAsync(ct);
        }
    }

    private async ValueTask EndChunkAsync(CancellationToken ct)
    {
        try
        {
            await copy.EndAsync(ct);
            chunk.Clear();
        }
        catch (PostgresException refusal) when (PostgresFailure.IsOfData(refusal))
        {
            await SearchBadRowsAsync(ct);
        }
    }

    private async ValueTask SearchBadRowsAsync(CancellationToken ct)
    {
        await copy.UndoAsync(ct);
        var search = new BadRowSearch(copy, staging, fit.Target);
        foreach (var (taken, screened, firstRow) in chunk.Segments)
        {
            var bad = await search.CopyAsync(taken.Batch, screened, firstRow, ct);
            rejects.AddRange(bad.Select(r => (taken.Number, r)));
            Add(new StageCounts(0, -bad.Count, bad.Count, 0, 0));
        }

        chunk.Clear();
    }

    /// <summary>Drops what this run has staged: the source could not continue and reads again from its beginning.</summary>
    private async ValueTask BeginAnewAsync(CancellationToken ct)
    {
        if (transaction is not null)
        {
            throw new ConnectorException(FailureClass.System, "The source began anew in the middle of a link. Stage again.");
        }

        await using var anew = await session.BeginTransactionAsync(ct);
        await CommitRow.LockOwnAsync(session, run, ct);
        var dropped = staging;
        staging = await StagingTable.CreateAsync(session, fit, columns, ct);
        await CommitRow.SetStagingAsync(session, run, staging, ct);
        await RejectedRows.RemoveAsync(session, fit.Target, run.RunId, ct);
        await StagingTable.DropAsync(session, dropped, ct);
        await anew.CommitAsync(ct);
        (cursor, staged, copy) = (null, default, NewCopy());
    }

    private CopySession NewCopy() =>
        new(session, StagingTable.Quoted(staging), [.. written.Select(i => TableName.Quote(fit.Columns[i].Name))], written);
}
