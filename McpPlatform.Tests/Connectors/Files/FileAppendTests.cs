using McpPlatform.Connectors.Files;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Files;

/// <summary>Appending to files loses no row and doubles none, though sources begin anew and send their last window again.</summary>
public sealed class FileAppendTests : IDisposable
{
    private static readonly CatalogColumn[] Columns = [new("id", new ColumnType(TypeKind.Int64), true), new("word", ColumnType.Text, true)];
    private readonly FilesConnector connector = new(TimeProvider.System);
    private readonly SampleFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(SyncMode.FullRefreshOverwrite)]
    [InlineData(SyncMode.IncrementalAppend)]
    public async Task What_a_run_staged_is_dropped_when_its_source_begins_anew(SyncMode mode)
    {
        var (first, second) = (NewRead("2"), NewRead("3"));
        await StageAsync(folder.Run, mode, SegmentOf(1, first, (1, "a")), SegmentOf(2, first, (2, "b")));
        var taken = folder.Run with { Fence = 2 };
        var committed = await StageAsync(taken, mode, SegmentOf(3, second, (1, "a"), (2, "b"), (3, "c")));
        committed.Segment.ShouldBe(3);
        committed.Staged.Read.ShouldBe(3);
        (await PublishAsync(taken, mode)).Counts.ShouldBe(new PublishCounts(3, 0));
        (await RowsAsync()).ShouldBe(["1|a", "2|b", "3|c"]);
    }

    [Theory]
    [InlineData("out.csv")]
    [InlineData("out.json")]
    [InlineData("out.jsonl.gz")]
    public async Task The_window_that_comes_again_is_left_out_copy_by_copy(string target)
    {
        await RunAsync(target, "3", (1, "a"), (3, "twice"), (3, "twice"), (null, "none"));
        var counts = await RunAsync(target, "4", (3, "twice"), (3, "twice"), (3, "twice"), (3, "other"), (4, "d"), (null, "none"), (null, "none"));
        counts.ShouldBe(new PublishCounts(4, 3));
        (await RunAsync(target, "4", (4, "d"), (null, "none"), (null, "none"))).ShouldBe(new PublishCounts(0, 3));
        (await RowsAsync(target)).ShouldBe(["1|a", "3|other", "3|twice", "3|twice", "3|twice", "4|d", "∅|none", "∅|none"]);
    }

    [Fact]
    public async Task A_row_equal_to_one_below_the_window_is_new()
    {
        await RunAsync("out.csv", "5", (1, "a"), (5, "b"));
        (await RunAsync("out.csv", "5", (5, "b"), (1, "a"))).ShouldBe(new PublishCounts(1, 1));
    }

    [Fact]
    public async Task A_column_that_is_new_does_not_hide_the_overlap()
    {
        await RunAsync("out.csv", "1", (1, "a"));
        var run = folder.Run with { RunId = Guid.CreateVersion7(), Fence = 2 };
        CatalogColumn[] wider = [.. Columns, new CatalogColumn("more", ColumnType.Text, true)];
        await StageAsync(run, SyncMode.IncrementalAppend, wider, "out.csv", SegmentOf(1, NewRead("2"), wider, (1, "a"), (2, "b")));
        var request = folder.Write(WriteIntent.Publish, "out.csv", wider, SyncMode.IncrementalAppend, run) with { CursorField = "id" };
        (await connector.WriteAsync(request, Ct)).Counts.ShouldBe(new PublishCounts(1, 1));
    }

    [Fact]
    public async Task A_part_that_was_placed_and_never_recorded_is_taken_back_by_the_next_run()
    {
        var lost = Path.Combine(folder.Root, $"out.part-{folder.Run.RunId:N}.csv");
        await StageAsync(folder.Run, SyncMode.FullRefreshAppend, SegmentOf(1, null, (1, "a")));
        await File.WriteAllTextAsync(lost, "id,word\n1,a\n", Ct);
        var next = folder.Run with { RunId = Guid.CreateVersion7(), Fence = 2 };
        await StageAsync(next, SyncMode.FullRefreshAppend, SegmentOf(1, null, (1, "a")));
        await PublishAsync(next, SyncMode.FullRefreshAppend);
        (await RowsAsync()).ShouldBe(["1|a"]);
    }

    private static string NewRead(string from) => new ReadCursor { Read = Guid.CreateVersion7(), From = from, Type = "int64" }.ToString();

    private static Segment SegmentOf(long number, string? cursor, params (long? Id, string Word)[] rows) => SegmentOf(number, cursor, Columns, rows);

    private static Segment SegmentOf(long number, string? cursor, CatalogColumn[] columns, params (long? Id, string Word)[] rows)
    {
        var builders = columns.Select(c => new ColumnBuilder(new ColumnSchema(c.Name, c.Type, c.Nullable))).ToArray();
        foreach (var (id, word) in rows)
        {
            string?[] values = [id?.ToString(System.Globalization.CultureInfo.InvariantCulture), word, .. new string?[columns.Length - 2]];
            foreach (var (builder, text) in builders.Zip(values))
            {
                Add(builder, text);
            }
        }

        return new Segment(number, new RecordBatch([.. builders.Select(b => b.Build())], rows.Length), rows.Length, 0, [], cursor);
    }

    private static void Add(ColumnBuilder builder, string? text)
    {
        if (text is null)
        {
            builder.AddNull();
            return;
        }

        PgParse.TryParse(builder.Schema.Type, System.Text.Encoding.UTF8.GetBytes(text), builder).ShouldBeTrue();
        builder.EndValue();
    }

    private async Task<PublishCounts?> RunAsync(string target, string from, params (long? Id, string Word)[] rows)
    {
        var run = folder.Run with { RunId = Guid.CreateVersion7(), Fence = 1 };
        await StageAsync(run, SyncMode.IncrementalAppend, Columns, target, SegmentOf(1, NewRead(from), rows));
        await PublishAsync(run, SyncMode.IncrementalAppend, target);
        return (await PublishAsync(run, SyncMode.IncrementalAppend, target)).Counts;
    }

    private Task<CommitRecord> StageAsync(RunContext run, SyncMode mode, params Segment[] segments) => StageAsync(run, mode, Columns, "out.csv", segments);

    private async Task<CommitRecord> StageAsync(RunContext run, SyncMode mode, CatalogColumn[] columns, string target, params Segment[] segments)
    {
        var request = folder.Write(WriteIntent.Stage, target, columns, mode, run) with { CursorField = "id" };
        await connector.WriteAsync(request, Ct);
        await using (var sink = await connector.OpenSinkAsync(request, [.. columns.Select(c => new ColumnSchema(c.Name, c.Type, c.Nullable))], Ct))
        {
            foreach (var segment in segments)
            {
                await sink.WriteAsync(segment, Ct);
                await sink.CommitAsync(Ct);
            }
        }

        return (await connector.WriteAsync(request, Ct)).Commit!;
    }

    private Task<WriteResult> PublishAsync(RunContext run, SyncMode mode, string target = "out.csv") =>
        connector.WriteAsync(folder.Write(WriteIntent.Publish, target, Columns, mode, run) with { CursorField = "id" }, Ct);

    private async Task<IEnumerable<string>> RowsAsync(string target = "out.csv") =>
        (await FilesReading.ReadAsync(connector, folder.Read(target.Replace("out.", "out*.", StringComparison.Ordinal)), Ct)).Rows.Order(StringComparer.Ordinal);
}
