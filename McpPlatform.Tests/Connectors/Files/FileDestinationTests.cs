using McpPlatform.Connectors.Files;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using McpPlatform.Data.Postgres;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Files;

/// <summary>Files as a destination: staged, published in one step, never doubled, versions kept.</summary>
public sealed class FileDestinationTests : IDisposable
{
    private static readonly CatalogColumn[] Columns = [new("n", new ColumnType(TypeKind.Int64), true), new("word", ColumnType.Text, true)];
    private readonly FilesConnector connector = new(TimeProvider.System);
    private readonly SampleFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("out.csv", "n,word\n1,a\n,\"\"\n3,\n")]
    [InlineData("out.tsv", "n\tword\n1\ta\n\t\"\"\n3\t\n")]
    [InlineData("out.jsonl", "{\"n\":1,\"word\":\"a\"}\n{\"n\":null,\"word\":\"\"}\n{\"n\":3,\"word\":null}\n")]
    [InlineData("sub/out.json", "[\n{\"n\":1,\"word\":\"a\"},\n{\"n\":null,\"word\":\"\"},\n{\"n\":3,\"word\":null}\n]\n")]
    public async Task An_overwrite_writes_the_format_of_the_name(string target, string expected)
    {
        await RunAsync(folder.Run, target, SyncMode.FullRefreshOverwrite, SegmentOf(1, (1, "a"), (null, "")), SegmentOf(2, (3, null)));
        (await File.ReadAllTextAsync(Path.Combine(folder.Root, target), Ct)).ShouldBe(expected);
    }

    [Fact]
    public async Task Gzip_comes_back_as_it_went()
    {
        await RunAsync(folder.Run, "out.csv.gz", SyncMode.FullRefreshOverwrite, SegmentOf(1, (1, "ä\n\"b\"")));
        (await FilesReading.ReadAsync(connector, folder.Read("out.csv.gz"), Ct)).Rows.ShouldBe(["1|ä\n\"b\""]);
    }

    [Fact]
    public async Task What_is_there_stays_until_published_and_publishing_again_changes_nothing()
    {
        folder.Put("out.csv", "old\n");
        await StageAsync(folder.Run, "out.csv", SyncMode.FullRefreshOverwrite, SegmentOf(1, (1, "a")));
        (await File.ReadAllTextAsync(Path.Combine(folder.Root, "out.csv"), Ct)).ShouldBe("old\n");
        var publish = folder.Write(WriteIntent.Publish, "out.csv", Columns);
        var first = await connector.WriteAsync(publish, Ct);
        var again = await connector.WriteAsync(publish, Ct);
        again.Counts.ShouldBe(first.Counts);
        again.Versions.Count.ShouldBe(1);
        again.Commit!.Published.ShouldBeTrue();
    }

    [Fact]
    public async Task A_resumed_stage_answers_what_is_committed_and_passes_repeated_segments_over()
    {
        await StageAsync(folder.Run, "out.csv", SyncMode.FullRefreshOverwrite, SegmentOf(1, (1, "a")), SegmentOf(2, (2, "b")));
        var taken = folder.Run with { Fence = 2 };
        var again = await connector.WriteAsync(folder.Write(WriteIntent.Stage, "out.csv", Columns, run: taken), Ct);
        again.Commit!.Segment.ShouldBe(2);
        again.Commit.StagedCursor.ShouldBe("at 2");
        await RunAsync(taken, "out.csv", SyncMode.FullRefreshOverwrite, SegmentOf(2, (2, "b")), SegmentOf(3, (3, "c")));
        (await File.ReadAllTextAsync(Path.Combine(folder.Root, "out.csv"), Ct)).ShouldBe("n,word\n1,a\n2,b\n3,c\n");
    }

    [Fact]
    public async Task What_was_written_but_not_committed_is_as_if_it_never_came()
    {
        await connector.WriteAsync(folder.Write(WriteIntent.Stage, "out.csv", Columns), Ct);
        await using (var sink = await connector.OpenSinkAsync(folder.Write(WriteIntent.Stage, "out.csv", Columns), Schemas, Ct))
        {
            await sink.WriteAsync(SegmentOf(1, (1, "a")), Ct);
        }

        await RunAsync(folder.Run, "out.csv", SyncMode.FullRefreshOverwrite, SegmentOf(1, (9, "z")));
        (await File.ReadAllTextAsync(Path.Combine(folder.Root, "out.csv"), Ct)).ShouldBe("n,word\n9,z\n");
    }

    [Fact]
    public async Task Appending_adds_one_part_a_run_however_often_it_is_published()
    {
        folder.Put("out.csv", "n,word\n0,zero\n");
        await RunAsync(folder.Run, "out.csv", SyncMode.FullRefreshAppend, SegmentOf(1, (1, "a")));
        var append = folder.Write(WriteIntent.Publish, "out.csv", Columns, SyncMode.FullRefreshAppend);
        await connector.WriteAsync(append, Ct);
        await RunAsync(folder.Run with { RunId = Guid.CreateVersion7(), Fence = 2 }, "out.csv", SyncMode.FullRefreshAppend, SegmentOf(1, (2, "b")));
        (await FilesReading.ReadAsync(connector, folder.Read("out*.csv"), Ct)).Rows.Order().ShouldBe(["0|zero", "1|a", "2|b"]);
    }

    [Fact]
    public async Task A_lower_fence_is_refused_everywhere()
    {
        var newer = folder.Run with { Fence = 5 };
        await StageAsync(newer, "out.csv", SyncMode.FullRefreshOverwrite, SegmentOf(1, (1, "a")));
        foreach (var intent in new[] { WriteIntent.Stage, WriteIntent.Publish, WriteIntent.Discard })
        {
            (await Should.ThrowAsync<ConnectorException>(() => connector.WriteAsync(folder.Write(intent, "out.csv", Columns), Ct)))
                .Message.ShouldContain("lost its lease");
        }
    }

    [Fact]
    public async Task Versions_are_kept_and_restored()
    {
        for (var run = 1; run <= 5; run++)
        {
            await RunAsync(folder.Run with { RunId = Guid.CreateVersion7(), Fence = run }, "out.csv", SyncMode.FullRefreshOverwrite, SegmentOf(1, (run, "a")));
        }

        var restore = folder.Write(WriteIntent.RestoreVersion, "out.csv", Columns);
        var restored = await connector.WriteAsync(restore, Ct);
        (await File.ReadAllTextAsync(Path.Combine(folder.Root, "out.csv"), Ct)).ShouldBe("n,word\n4,a\n");
        restored.Versions.Count.ShouldBe(3);
        (await Should.ThrowAsync<ConnectorException>(() => connector.WriteAsync(restore with { Version = 99 }, Ct))).Message.ShouldContain("no version 99");
    }

    [Fact]
    public async Task Rejected_rows_stand_in_a_file_beside_the_target()
    {
        var bad = SegmentOf(1, (1, "a")) with { Rejected = [new RejectedRow(7, "n", "x", "The value is not a valid int64.")], RowsRead = 2 };
        await RunAsync(folder.Run, "out.csv", SyncMode.FullRefreshOverwrite, bad);
        var file = Directory.GetFiles(folder.Root, "out__rejected.*.jsonl").ShouldHaveSingleItem();
        (await File.ReadAllTextAsync(file, Ct)).ShouldBe("{\"row\":7,\"column\":\"n\",\"value\":\"x\",\"reason\":\"The value is not a valid int64.\"}\n");
    }

    private static ColumnSchema[] Schemas => [.. Columns.Select(c => new ColumnSchema(c.Name, c.Type, c.Nullable))];

    private static Segment SegmentOf(long number, params (long? N, string? Word)[] rows)
    {
        var builders = Schemas.Select(s => new ColumnBuilder(s)).ToArray();
        foreach (var (n, word) in rows)
        {
            Add(builders[0], n?.ToString(System.Globalization.CultureInfo.InvariantCulture));
            Add(builders[1], word);
        }

        return new Segment(number, new RecordBatch([.. builders.Select(b => b.Build())], rows.Length), rows.Length, 0, [], $"at {number}");
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

    private async Task StageAsync(RunContext run, string target, SyncMode mode, params Segment[] segments)
    {
        var request = folder.Write(WriteIntent.Stage, target, Columns, mode, run);
        await connector.WriteAsync(request, Ct);
        await using var sink = await connector.OpenSinkAsync(request, Schemas, Ct);
        foreach (var segment in segments)
        {
            await sink.WriteAsync(segment, Ct);
            await sink.CommitAsync(Ct);
        }
    }

    private async Task RunAsync(RunContext run, string target, SyncMode mode, params Segment[] segments)
    {
        await StageAsync(run, target, mode, segments);
        await connector.WriteAsync(folder.Write(WriteIntent.Publish, target, Columns, mode, run), Ct);
    }
}
