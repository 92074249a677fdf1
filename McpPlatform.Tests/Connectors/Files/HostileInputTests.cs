using System.Text;
using McpPlatform.Connectors.Files;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Files;

/// <summary>Bad files: each row is loaded or rejected with its reason, or the file is refused as a whole with a clear sentence.</summary>
public sealed class HostileInputTests : IDisposable
{
    private readonly FilesConnector connector = new(TimeProvider.System);
    private readonly SampleFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Ragged_rows_are_rejected_with_number_and_reason()
    {
        folder.Put("a.csv", "a,b\n1,2\n3\n4,5,6\n7,8\n");
        var reading = await ReadAsync("a.csv");
        reading.Rows.ShouldBe(["1|2", "7|8"]);
        reading.Rejected.Select(r => r.Row).ShouldBe([2, 3]);
        reading.Rejected[0].Reason.ShouldContain("1 fields");
        reading.Rejected[0].Value.ShouldBe("3");
        reading.Read.ShouldBe(4);
    }

    [Fact]
    public async Task A_quote_that_never_closes_costs_one_line_only()
    {
        folder.Put("a.csv", "a,b\n1,x\n2,\"open\n3,y\n4,z\n");
        var reading = await ReadAsync("a.csv");
        reading.Rows.ShouldBe(["1|x", "3|y", "4|z"]);
        reading.Rejected.ShouldHaveSingleItem().Row.ShouldBe(2);
        reading.Rejected[0].Reason.ShouldContain("never closed");
    }

    [Fact]
    public async Task Text_behind_a_closing_quote_costs_one_line_only()
    {
        folder.Put("a.csv", "a,b\n\"1\"x,2\n3,4\n");
        var reading = await ReadAsync("a.csv");
        reading.Rows.ShouldBe(["3|4"]);
        reading.Rejected.ShouldHaveSingleItem().Reason.ShouldContain("closing quote");
    }

    [Fact]
    public async Task Quoted_line_ends_delimiters_and_doubled_quotes_are_values()
    {
        folder.Put("a.csv", "a,b\r\n\"x\r\ny\",\"say \"\"hi\"\", he\"\r\n\"\",\r\n");
        (await ReadAsync("a.csv")).Rows.ShouldBe(["x\r\ny|say \"hi\", he", "|∅"]);
    }

    [Fact]
    public async Task Rows_with_nul_bytes_are_rejected()
    {
        folder.Put("a.csv", "a,b\n1,x\n2,\0\n3,z\n");
        var reading = await ReadAsync("a.csv");
        reading.Rows.ShouldBe(["1|x", "3|z"]);
        reading.Rejected.ShouldHaveSingleItem().Reason.ShouldContain("NUL");
    }

    [Fact]
    public async Task A_few_bytes_that_are_not_utf8_cost_their_row_only()
    {
        folder.Put("a.csv", [.. "a\nä\nö\n"u8, 0xFF, .. "\nü\n"u8]);
        var reading = await ReadAsync("a.csv");
        reading.Rows.ShouldBe(["ä", "ö", "ü"]);
        reading.Rejected.ShouldHaveSingleItem().Reason.ShouldContain("not UTF-8");
    }

    [Theory]
    [InlineData("utf-16le", true)]
    [InlineData("utf-16le", false)]
    [InlineData("utf-16be", true)]
    [InlineData("utf-16be", false)]
    [InlineData("utf-8", true)]
    [InlineData("windows-1252", false)]
    public async Task Encodings_are_recognised(string name, bool mark)
    {
        Encoding encoding = name switch
        {
            "utf-16le" => new UnicodeEncoding(false, mark),
            "utf-16be" => new UnicodeEncoding(true, mark),
            "utf-8" => new UTF8Encoding(mark),
            _ => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        };
        folder.Put("a.csv", [.. encoding.Preamble, .. encoding.GetBytes("name,n\nGrün,1\nCafé,2\n")]);
        var stream = (await connector.DiscoverAsync(folder.Discover("a.csv"), Ct)).Streams[0];
        stream.Format["encoding"].ShouldBe(name);
        stream.Columns.Select(c => c.Name).ShouldBe(["name", "n"]);
        (await ReadAsync("a.csv")).Rows.ShouldBe(["Grün|1", "Café|2"]);
    }

    [Fact]
    public async Task A_line_of_100_MB_is_rejected_and_the_next_line_is_read()
    {
        using (var file = File.CreateText(Path.Combine(folder.Root, "a.csv")))
        {
            file.Write("a,b\n1,x\n2,");
            var block = new string('y', 1024 * 1024);
            for (var i = 0; i < 100; i++)
            {
                file.Write(block);
            }

            file.Write("\n3,z\n");
        }

        var reading = await ReadAsync("a.csv");
        reading.Rows.ShouldBe(["1|x", "3|z"]);
        reading.Rejected.ShouldHaveSingleItem().Reason.ShouldContain("64 MiB");
        reading.Rejected[0].Value!.Length.ShouldBe(1000);
    }

    [Fact]
    public async Task A_quoted_field_of_100_MB_is_refused_clearly()
    {
        using (var file = File.CreateText(Path.Combine(folder.Root, "a.csv")))
        {
            file.Write("a,b\n1,x\n2,\"");
            var block = new string('y', (1024 * 1024) - 1) + "\n";
            for (var i = 0; i < 100; i++)
            {
                file.Write(block);
            }

            file.Write("\"\n3,z\n");
        }

        var failure = await Should.ThrowAsync<ConnectorException>(() => ReadAsync("a.csv"));
        failure.Failure.ShouldBe(FailureClass.Configuration);
        failure.Message.ShouldContain("Row 2");
        failure.Message.ShouldContain("64 MiB");
    }

    [Fact]
    public async Task Two_thousand_columns_are_fine()
    {
        folder.Put("a.csv", string.Join(',', Enumerable.Range(1, 2000).Select(i => $"c{i}")) + "\n" + string.Join(',', Enumerable.Range(1, 2000)) + "\n");
        var stream = (await connector.DiscoverAsync(folder.Discover("a.csv"), Ct)).Streams[0];
        stream.Columns.Count.ShouldBe(2000);
        stream.Columns.ShouldAllBe(c => c.Type.Kind == TypeKind.Int64);
        (await ReadAsync("a.csv")).Rows.ShouldHaveSingleItem().ShouldEndWith("|2000");
    }

    [Fact]
    public async Task Duplicate_and_missing_names_are_made_unique_and_said()
    {
        folder.Put("a.csv", "id,id,,select\n1,2,3,4\n");
        var stream = (await connector.DiscoverAsync(folder.Discover("a.csv"), Ct)).Streams[0];
        stream.Columns.Select(c => c.Name).ShouldBe(["id", "id_2", "column_3", "select"]);
        stream.Format["notes"].ShouldContain("stands twice");
    }

    [Fact]
    public async Task Values_that_do_not_fit_the_planned_type_are_rejected_with_their_column()
    {
        folder.Put("a.csv", "n,d\n1,2024-01-01\nx,2024-01-02\n3,2024-02-30\n4,2024-03-01\n");
        var request = folder.Read("a.csv") with
        {
            Columns = [new CatalogColumn("n", new ColumnType(TypeKind.Int64), true), new CatalogColumn("d", new ColumnType(TypeKind.Date), true)],
        };
        var reading = await FilesReading.ReadAsync(connector, request, Ct);
        reading.Rows.ShouldBe(["1|2024-01-01", "4|2024-03-01"]);
        reading.Rejected.Select(r => (r.Row, r.Column, r.Value)).ShouldBe([(2L, "n", "x"), (3L, "d", "2024-02-30")]);
    }

    [Theory]
    [InlineData("12345678.99", true)]
    [InlineData("-00012.500", true)]
    [InlineData("1.25e2", true)]
    [InlineData("0", true)]
    [InlineData("NaN", true)]
    [InlineData("123456789", false)]
    [InlineData("1.239", false)]
    [InlineData("1e9", false)]
    [InlineData("5e-3", false)]
    [InlineData("Infinity", false)]
    public async Task A_number_that_a_corrected_precision_would_round_is_rejected(string number, bool fits)
    {
        folder.Put("a.csv", $"price,word\n{number},x\n");
        var request = folder.Read("a.csv", ("columns", "{\"price\":\"numeric(10,2)\"}"));
        var reading = await FilesReading.ReadAsync(connector, request, Ct);
        reading.Rows.Count.ShouldBe(fits ? 1 : 0);
        reading.Rejected.Select(r => (r.Row, r.Column, r.Value)).ShouldBe(fits ? [] : [(1, "price", number)]);
    }

    [Fact]
    public async Task Leading_zeros_keep_a_column_text()
    {
        folder.Put("a.csv", "zip,n,f\n01234,0,0.5\n12345,10,10.25\n");
        var stream = (await connector.DiscoverAsync(folder.Discover("a.csv"), Ct)).Streams[0];
        stream.Columns.Select(c => c.Type.ToString()).ShouldBe(["text", "int64", "float64"]);
    }

    [Fact]
    public async Task Numbers_too_long_for_a_float_become_numeric()
    {
        folder.Put("a.csv", "big,precise,mixed\n99999999999999999999,0.12345678901234567890123,9007199254740993\n1,2.5,0.5\n");
        var stream = (await connector.DiscoverAsync(folder.Discover("a.csv"), Ct)).Streams[0];
        stream.Columns.ShouldAllBe(c => c.Type.Kind == TypeKind.Numeric);
        (await ReadAsync("a.csv")).Rows[0].ShouldBe("99999999999999999999|0.12345678901234567890123|9007199254740993");
    }

    [Theory]
    [InlineData("[{\"a\":1},{\"a\":")]
    [InlineData("[{\"a\":1} {\"a\":2}]")]
    [InlineData("[1,2]")]
    [InlineData("{\"rows\":[{\"a\":1}]}")]
    public async Task Broken_or_unfitting_json_is_refused_with_the_file_named(string json)
    {
        folder.Put("a.json", json);
        var failure = await Should.ThrowAsync<ConnectorException>(() => connector.DiscoverAsync(folder.Discover("a.json"), Ct));
        failure.Failure.ShouldBe(FailureClass.Configuration);
        failure.Message.ShouldContain("a.json");
    }

    [Fact]
    public async Task Broken_json_lines_cost_their_line_only()
    {
        folder.Put("a.jsonl", "{\"a\":1}\n{\"a\":\nnull\n{\"a\":2,\"b\":\"late\"}\n");
        var reading = await ReadAsync("a.jsonl");
        reading.Rows.ShouldBe(["1|∅", "2|late"]);
        reading.Rejected.Select(r => r.Row).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task A_truncated_gzip_is_refused()
    {
        using var memory = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(memory, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes("a\n" + string.Concat(Enumerable.Range(1, 20_000).Select(i => $"{i * 7919 % 10007}\n"))));
        }

        folder.Put("a.csv.gz", memory.ToArray()[..^2000]);
        var failure = await Should.ThrowAsync<ConnectorException>(() => connector.DiscoverAsync(folder.Discover("a.csv.gz"), Ct));
        failure.Message.ShouldContain("gzip");
    }

    [Fact]
    public async Task An_empty_file_and_a_vanished_one_are_said()
    {
        folder.Put("a.csv", "");
        (await Should.ThrowAsync<ConnectorException>(() => connector.DiscoverAsync(folder.Discover("a.csv"), Ct))).Message.ShouldContain("empty");
        (await Should.ThrowAsync<ConnectorException>(() => ReadAsync("gone.csv"))).Message.ShouldContain("gone.csv");
    }

    [Fact]
    public async Task A_column_that_vanished_from_the_file_is_said()
    {
        folder.Put("a.csv", "a\n1\n");
        var request = folder.Read("a.csv") with { Columns = [new CatalogColumn("b", ColumnType.Text, true)] };
        (await Should.ThrowAsync<ConnectorException>(() => FilesReading.ReadAsync(connector, request, Ct))).Message.ShouldContain("no column 'b'");
    }

    [Theory]
    [InlineData(";")]
    [InlineData("\t")]
    [InlineData("|")]
    public async Task Delimiters_are_recognised(string delimiter)
    {
        folder.Put("a.csv", $"a{delimiter}b\n1,5{delimiter}x\n2,5{delimiter}y\n");
        (await ReadAsync("a.csv")).Rows.ShouldBe(["1,5|x", "2,5|y"]);
    }

    [Fact]
    public async Task Options_correct_what_was_sniffed()
    {
        folder.Put("a.csv", "1,2\n3,4\n");
        (await ReadAsync("a.csv")).Rows.ShouldBe(["1|2", "3|4"]);
        var request = folder.Read("a.csv", ("header", "true"), ("columns", "{\"1\":\"text\"}"));
        (await FilesReading.ReadAsync(connector, request, Ct)).Rows.ShouldBe(["3|4"]);
        (await connector.DiscoverAsync(folder.Discover("a.csv", ("header", "true"), ("columns", "{\"1\":\"text\"}")), Ct))
            .Streams[0].Columns[0].Type.ShouldBe(ColumnType.Text);
    }

    private Task<FilesReading> ReadAsync(string stream) => FilesReading.ReadAsync(connector, folder.Read(stream), Ct);
}
