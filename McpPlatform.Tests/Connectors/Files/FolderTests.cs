using McpPlatform.Connectors.Files;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Files;

/// <summary>What a connection's folder opens, and what it never does.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly FilesConnector connector = new(TimeProvider.System);
    private readonly SampleFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("../secret.csv")]
    [InlineData("a/../../secret.csv")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b.csv")]
    [InlineData("./a.csv")]
    [InlineData("..\\secret.csv")]
    [InlineData(".mcpp/streams/x.csv")]
    [InlineData("")]
    public async Task A_name_that_leads_outside_is_refused(string name)
    {
        var failure = await Should.ThrowAsync<ConnectorException>(() => FilesReading.ReadAsync(connector, folder.Read(name), Ct));
        failure.Failure.ShouldBe(FailureClass.Configuration);
        await Should.ThrowAsync<ConnectorException>(() => connector.WriteAsync(folder.Write(WriteIntent.Stage, name, []), Ct));
    }

    [Fact]
    public async Task Symbolic_links_are_refused_and_not_listed()
    {
        var outside = Directory.CreateTempSubdirectory("files-outside-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(outside.FullName, "secret.csv"), "a\n1\n", Ct);
            File.CreateSymbolicLink(Path.Combine(folder.Root, "link.csv"), Path.Combine(outside.FullName, "secret.csv"));
            Directory.CreateSymbolicLink(Path.Combine(folder.Root, "way"), outside.FullName);
            foreach (var name in new[] { "link.csv", "way/secret.csv", "way", "way/*.csv" })
            {
                (await Should.ThrowAsync<ConnectorException>(() => FilesReading.ReadAsync(connector, folder.Read(name), Ct)))
                    .Message.ShouldContain("symbolic link");
            }

            await Should.ThrowAsync<ConnectorException>(() => connector.WriteAsync(folder.Write(WriteIntent.Stage, "way/new.csv", []), Ct));
            (await connector.DiscoverAsync(folder.Discover(null), Ct)).Streams.ShouldBeEmpty();
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_read_only_connection_refuses_to_write()
    {
        var request = folder.Write(WriteIntent.Stage, "a.csv", []) with { Connection = folder.Connection(("readOnly", "true")) };
        (await Should.ThrowAsync<ConnectorException>(() => connector.WriteAsync(request, Ct))).Message.ShouldContain("read only");
    }

    [Fact]
    public async Task Files_of_a_folder_with_the_same_header_are_one_stream()
    {
        folder.Put("sales/a.csv", "n,word\n1,x\n");
        folder.Put("sales/b.csv", "n,word\n2.5,y\n");
        folder.Put("sales/notes.md", "no data");
        (await connector.DiscoverAsync(folder.Discover(null), Ct)).Streams.Select(s => s.Name).ShouldBe(["sales", "sales/a.csv", "sales/b.csv"]);
        foreach (var name in new[] { "sales", "sales/*.csv" })
        {
            var stream = (await connector.DiscoverAsync(folder.Discover(name), Ct)).Streams[0];
            stream.Columns.Select(c => c.Type.ToString()).ShouldBe(["float64", "text"]);
            (await FilesReading.ReadAsync(connector, folder.Read(name), Ct)).Rows.ShouldBe(["1|x", "2.5|y"]);
        }
    }

    [Fact]
    public async Task Files_with_different_headers_are_not_one_stream()
    {
        folder.Put("sales/a.csv", "n\n1\n");
        folder.Put("sales/b.csv", "m\n1\n");
        (await Should.ThrowAsync<ConnectorException>(() => connector.DiscoverAsync(folder.Discover("sales"), Ct))).Message.ShouldContain("another header");
    }

    [Fact]
    public async Task An_incremental_read_of_a_folder_brings_new_files_whole_and_of_changed_ones_the_new_rows()
    {
        folder.Put("log/a.csv", "n,word\n1,x\n2,y\n");
        var first = await IncrementAsync(null);
        first.Rows.ShouldBe(["1|x", "2|y"]);
        folder.Put("log/a.csv", "n,word\n1,x\n2,y\n2,late\n3,z\n");
        folder.Put("log/b.csv", "n,word\n0,new\n");
        var second = await IncrementAsync(first.Cursor);
        second.Rows.ShouldBe(["2|y", "2|late", "3|z", "0|new"]);
        var third = await IncrementAsync(second.Cursor);
        third.Rows.ShouldBe(["3|z"], "the last window comes again, for the destination to remove");
        ReadCursor.Parse(third.Cursor)!.From.ShouldBe("3");
    }

    [Fact]
    public async Task A_run_that_is_resumed_refuses_a_file_that_was_rewritten()
    {
        folder.Put("a.csv", "n\n1\n2\n");
        var first = await FilesReading.ReadAsync(connector, folder.Read("a.csv"), Ct);
        folder.Put("a.csv", "n\n9\n");
        var resumed = folder.Read("a.csv") with { AfterSegment = 1, Cursor = first.Cursor };
        (await Should.ThrowAsync<ConnectorException>(() => FilesReading.ReadAsync(connector, resumed, Ct))).Message.ShouldContain("changed");
    }

    [Fact]
    public async Task A_pipe_in_the_folder_is_neither_listed_nor_opened()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Pipes with names are made by mkfifo.");
        folder.Put("in/a.csv", "n\n1\n");
        folder.Put("in/.hidden.csv", "n\n2\n");
        folder.Put(".secret/b.csv", "n\n3\n");
        using (var make = System.Diagnostics.Process.Start("mkfifo", Path.Combine(folder.Root, "in", "pipe.csv")))
        {
            await make.WaitForExitAsync(Ct);
        }

        (await connector.DiscoverAsync(folder.Discover(null), Ct)).Streams.Select(s => s.Name).ShouldBe(["in/a.csv"]);
        (await FilesReading.ReadAsync(connector, folder.Read("in"), Ct)).Rows.ShouldBe(["1"]);
        (await Should.ThrowAsync<ConnectorException>(() => connector.DiscoverAsync(folder.Discover("in/pipe.csv"), Ct))).Message.ShouldContain("pipe");
        var write = folder.Write(WriteIntent.Stage, "in/pipe.csv", [new CatalogColumn("n", new ColumnType(TypeKind.Int64), true)]);
        (await Should.ThrowAsync<ConnectorException>(() => connector.WriteAsync(write, Ct))).Message.ShouldContain("pipe");
    }

    [Fact]
    public async Task A_row_like_an_old_one_in_a_new_file_comes_together_with_the_old_one()
    {
        folder.Put("log/a.csv", "n,word\n1,x\n2,y\n");
        var first = await IncrementAsync(null);
        folder.Put("log/b.csv", "n,word\n2,y\n");
        (await IncrementAsync(first.Cursor)).Rows.ShouldBe(["2|y", "2|y"], "else the new row would be taken for the old one");
    }

    [Fact]
    public async Task A_preview_shows_the_first_rows_as_json()
    {
        folder.Put("a.csv", "n,f,b,d,j,t\n1,1.5,true,2024-01-02,\"{\"\"a\"\":1}\",x\n2,,,,,\n");
        var preview = await connector.DescribeReadAsync(folder.Read("a.csv") with { Limit = 5 }, Ct);
        preview.Rows.Select(r => r.GetRawText()).ShouldBe(["[1,1.5,true,\"2024-01-02\",{\"a\":1},\"x\"]", "[2,null,null,null,null,null]"]);
        preview.Link.ShouldBeNull();
    }

    [Fact]
    public async Task A_check_says_what_is_wrong()
    {
        (await connector.CheckAsync(new CheckRequest(folder.Connection(), "default"), Ct)).Ok.ShouldBeTrue();
        var missing = await connector.CheckAsync(new CheckRequest(SampleFolder.ConnectionTo(folder.Root + "-missing"), "default"), Ct);
        missing.Ok.ShouldBeFalse();
        missing.Failure.ShouldBe(FailureClass.Configuration);
    }

    private Task<FilesReading> IncrementAsync(string? cursor) => FilesReading.ReadAsync(connector, folder.Read("log/*.csv") with
    {
        CursorField = "n", Cursor = cursor, Run = folder.Run with { RunId = Guid.CreateVersion7() },
        Columns = [new CatalogColumn("n", new ColumnType(TypeKind.Int64), true), new CatalogColumn("word", ColumnType.Text, true)],
    }, Ct);
}
