using McpPlatform.Connectors.Hosting;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Data;
using McpPlatform.Tests.Connectors.Files;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Hosting;

/// <summary>What holds for a connector however it is reached.</summary>
public sealed class ConnectorConformanceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<Way> Ways => [Way.InProcess, Way.Stdio, Way.Http];

    /// <summary>Every connector that is registered, in every way.</summary>
    public static TheoryData<Way, string> Connectors
    {
        get
        {
            var data = new TheoryData<Way, string>();
            foreach (var way in Enum.GetValues<Way>())
            {
                foreach (var connector in ConnectorDoor.Registered())
                {
                    data.Add(way, connector);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Connectors))]
    public async Task Serves_exactly_the_four_tools_with_object_schemas(Way way, string connector)
    {
        await using var door = await ConnectorDoor.OpenAsync(way, connector, Ct);
        var tools = await door.Client.ListToolsAsync(cancellationToken: Ct);
        tools.Select(t => t.Name).ShouldBe(
            [ConnectorTools.CheckConnection, ConnectorTools.DiscoverSchema, ConnectorTools.ReadStream, ConnectorTools.WriteStream], ignoreOrder: true);
        tools.ShouldAllBe(t => t.JsonSchema.GetProperty("type").GetString() == "object");
    }

    [Theory]
    [MemberData(nameof(Connectors))]
    public async Task A_missing_connection_is_answered_and_bad_arguments_are_a_tool_error(Way way, string connector)
    {
        await using var door = await ConnectorDoor.OpenAsync(way, connector, Ct);
        var check = await door.CheckAsync(new CheckRequest(new ConnectionConfig(connector, new Dictionary<string, string>()), "default"), Ct);
        (check.Ok || check.Failure == FailureClass.Configuration).ShouldBeTrue(check.Message);
        var result = await door.Client.CallToolAsync(ConnectorTools.ReadStream, new Dictionary<string, object?> { ["stream"] = 3 }, cancellationToken: Ct);
        result.IsError.ShouldBe(true);
        result.StructuredContent!.Value.GetProperty("failure").GetString().ShouldBe("configuration");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Segments_come_in_order_and_a_failure_behind_them_is_told(Way way)
    {
        await using var door = await ConnectorDoor.OpenAsync(way, MemoryConnector.ConnectorName, Ct);
        var segments = await door.RowsAsync(MemoryRead("1000"), Ct);
        segments.Select(s => s.Number).ShouldBe(Enumerable.Range(1, 100).Select(n => (long)n));
        segments[99].Cursor.ShouldBe("at 100");
        BytesOf(segments[99]).ShouldBe(BytesOf(MemoryConnector.SegmentOf(100, 991)));
        var failure = await Should.ThrowAsync<ConnectorException>(() => door.RowsAsync(MemoryRead("broken"), Ct));
        failure.Failure.ShouldBe(FailureClass.Configuration);
        failure.Message.ShouldContain("broken behind row 10");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_was_committed_is_acknowledged_and_a_failing_sink_stops_the_writer(Way way)
    {
        await using var door = await ConnectorDoor.OpenAsync(way, MemoryConnector.ConnectorName, Ct);
        var acknowledged = new List<long>();
        (await WriteAsync(door, "good", 20, acknowledged)).ShouldBe(20);
        acknowledged.ShouldBeInOrder();
        acknowledged[^1].ShouldBe(20);
        door.Memory.Targets["good"].Commits.ShouldBe(acknowledged);
        var failure = await Should.ThrowAsync<ConnectorException>(() => WriteAsync(door, "full", 100, []));
        failure.Failure.ShouldBe(FailureClass.Transient);
        failure.Message.ShouldBe("The disk is full.");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_writer_that_goes_away_before_the_end_commits_nothing_behind_its_last_acknowledgement(Way way)
    {
        await using var door = await ConnectorDoor.OpenAsync(way, MemoryConnector.ConnectorName, Ct);
        var stage = await door.WriteAsync(MemoryWrite("left"), Ct);
        await using (var writer = await door.DataPlane.OpenWriterAsync(stage.Link!, MemoryColumns, Ct))
        {
            await writer.WriteAsync(MemoryConnector.SegmentOf(1, 1), Ct);
        }

        door.Memory.Targets["left"].Commits.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Moves_every_row_from_a_read_link_to_a_stage_link(Way way)
    {
        using var folder = new SampleFolder();
        folder.Put("numbers.csv", "n,word\n" + string.Concat(Enumerable.Range(1, 250_000).Select(i => $"{i},word {i % 7}\n")));
        await using var door = await ConnectorDoor.OpenAsync(way, "files", Ct);
        var described = await door.ReadAsync(folder.Read("numbers.csv"), Ct);
        described.RowEstimate.ShouldBe(250_000);

        var staged = await door.WriteAsync(folder.Write(WriteIntent.Stage, "copy.csv", described.Columns), Ct);
        staged.Commit!.Segment.ShouldBe(0);
        var commits = await PumpAsync(door, described, staged);
        commits.Count.ShouldBeGreaterThan(2);
        commits.Select(c => c.Staged.Rows).ShouldBeInOrder();
        commits.Zip(commits.Skip(1)).ShouldAllBe(pair => pair.Second.Staged.Rows - pair.First.Staged.Rows <= 100_000);

        File.Exists(Path.Combine(folder.Root, "copy.csv")).ShouldBeFalse();
        var published = await door.WriteAsync(folder.Write(WriteIntent.Publish, "copy.csv", described.Columns), Ct);
        published.Counts.ShouldBe(new PublishCounts(250_000, 0));
        (await File.ReadAllTextAsync(Path.Combine(folder.Root, "copy.csv"), Ct))
            .ShouldBe(await File.ReadAllTextAsync(Path.Combine(folder.Root, "numbers.csv"), Ct));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Resumes_behind_a_committed_segment_with_the_same_rows(Way way)
    {
        using var folder = new SampleFolder();
        folder.Put("numbers.csv", "n\n" + string.Concat(Enumerable.Range(1, 60_000).Select(i => $"{i}\n")));
        await using var door = await ConnectorDoor.OpenAsync(way, "files", Ct);
        var all = await door.RowsAsync(folder.Read("numbers.csv"), Ct);
        all.Count.ShouldBeGreaterThan(3);
        var rest = await door.RowsAsync(folder.Read("numbers.csv") with { AfterSegment = 2, Cursor = all[1].Cursor }, Ct);
        rest.Select(s => s.Number).ShouldBe(all.Skip(2).Select(s => s.Number));
        rest.Select(BytesOf).ShouldBe(all.Skip(2).Select(BytesOf));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Tells_the_class_and_the_reason_of_a_failure(Way way)
    {
        using var folder = new SampleFolder();
        await using var door = await ConnectorDoor.OpenAsync(way, "files", Ct);
        var failure = await Should.ThrowAsync<ConnectorException>(() => door.ReadAsync(folder.Read("missing.csv"), Ct));
        failure.Failure.ShouldBe(FailureClass.Configuration);
        failure.Message.ShouldContain("missing.csv");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Refuses_a_link_that_was_changed(Way way)
    {
        using var folder = new SampleFolder();
        folder.Put("a.csv", "n\n1\n");
        await using var door = await ConnectorDoor.OpenAsync(way, "files", Ct);
        var link = (await door.ReadAsync(folder.Read("a.csv"), Ct)).Link!;
        var forged = link with { Descriptor = (link.Descriptor[0] == 'A' ? 'B' : 'A') + link.Descriptor[1..] };
        var failure = await Should.ThrowAsync<ConnectorException>(async () => await door.DataPlane.OpenReaderAsync(forged, Ct));
        failure.Message.ShouldContain("not signed");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_failing_sink_fails_the_writer_with_its_reason(Way way)
    {
        using var folder = new SampleFolder();
        folder.Put("numbers.csv", "n\n" + string.Concat(Enumerable.Range(1, 200_000).Select(i => $"{i}\n")));
        await using var door = await ConnectorDoor.OpenAsync(way, "files", Ct);
        var described = await door.ReadAsync(folder.Read("numbers.csv"), Ct);
        var first = await door.WriteAsync(folder.Write(WriteIntent.Stage, "copy.csv", described.Columns), Ct);
        var later = folder.Run with { RunId = Guid.CreateVersion7(), Fence = 2 };
        await door.WriteAsync(folder.Write(WriteIntent.Stage, "copy.csv", described.Columns, run: later), Ct);
        var failure = await Should.ThrowAsync<ConnectorException>(() => PumpAsync(door, described, first));
        failure.Message.ShouldContain("lost its lease");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_stream_without_rows_can_be_staged_and_published(Way way)
    {
        using var folder = new SampleFolder();
        folder.Put("empty.csv", "n,word\n");
        await using var door = await ConnectorDoor.OpenAsync(way, "files", Ct);
        var described = await door.ReadAsync(folder.Read("empty.csv"), Ct);
        var staged = await door.WriteAsync(folder.Write(WriteIntent.Stage, "copy.csv", described.Columns), Ct);
        await PumpAsync(door, described, staged);
        await door.WriteAsync(folder.Write(WriteIntent.Publish, "copy.csv", described.Columns), Ct);
        (await File.ReadAllTextAsync(Path.Combine(folder.Root, "copy.csv"), Ct)).ShouldBe("n,word\n");
    }

    private static ColumnSchema[] MemoryColumns => [new("n", MemoryConnector.Column.Type, false)];

    private static ReadRequest MemoryRead(string stream) => new()
    {
        Connection = new ConnectionConfig(MemoryConnector.ConnectorName, new Dictionary<string, string>()),
        Run = new RunContext("default", Guid.CreateVersion7(), "t", Guid.CreateVersion7(), 1), Stream = new StreamName(stream),
    };

    private static WriteRequest MemoryWrite(string target) => new()
    {
        Connection = new ConnectionConfig(MemoryConnector.ConnectorName, new Dictionary<string, string>()), Intent = WriteIntent.Stage,
        Run = new RunContext("default", Guid.CreateVersion7(), target, Guid.CreateVersion7(), 1), Target = target,
        Mode = SyncMode.FullRefreshOverwrite, Columns = [MemoryConnector.Column],
    };

    private static async Task<long> WriteAsync(ConnectorDoor door, string target, int segments, List<long> acknowledged)
    {
        var stage = await door.WriteAsync(MemoryWrite(target), Ct);
        await using var writer = await door.DataPlane.OpenWriterAsync(stage.Link!, MemoryColumns, Ct);
        writer.Committed += (number, _) => acknowledged.Add(number);
        for (var number = 1; number <= segments; number++)
        {
            await writer.WriteAsync(MemoryConnector.SegmentOf(number, (number * 10) - 9), Ct);
        }

        return await writer.CompleteAsync(Ct);
    }

    private static string BytesOf(Segment segment) => Convert.ToHexString(segment.Batch.Columns[0].Bytes.Span);

    private static async Task<List<(long Number, StageCounts Staged)>> PumpAsync(ConnectorDoor door, ReadResult read, WriteResult stage)
    {
        var commits = new List<(long, StageCounts)>();
        await using var reader = await door.DataPlane.OpenReaderAsync(read.Link!, Ct);
        await using var writer = await door.DataPlane.OpenWriterAsync(
            stage.Link!, [.. read.Columns.Select(c => new ColumnSchema(c.Name, c.Type, c.Nullable))], Ct);
        writer.Committed += (number, staged) => commits.Add((number, staged));
        await foreach (var segment in reader.ReadAllAsync(Ct))
        {
            await writer.WriteAsync(segment, Ct);
        }

        await writer.CompleteAsync(Ct);
        return commits;
    }
}
