using McpPlatform.Connectors.Files;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Data;
using Shouldly;
using Xunit;

namespace McpPlatform.Tests.Connectors.Files;

/// <summary>Real files load with the right counts and types.</summary>
public sealed class VegaDatasetsTests
{
    private static readonly FilesConnector Connector = new(TimeProvider.System);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dump()
    {
        foreach (var f in Directory.GetFiles(SampleFolder.Samples).Order())
        {
            var name = Path.GetFileName(f);
            if (Path.GetExtension(name) is not (".csv" or ".tsv" or ".json")) continue;
            try
            {
                var c = await Connector.DiscoverAsync(new DiscoverRequest { Connection = SampleFolder.ConnectionTo(SampleFolder.Samples), Tenant = "default", Stream = new StreamName(name) }, Ct);
                var s = c.Streams[0];
                long rows = 0, rej = 0;
                await foreach (var seg in Connector.ReadAsync(new ReadRequest { Connection = SampleFolder.ConnectionTo(SampleFolder.Samples), Run = new RunContext("default", Guid.NewGuid(), "x", Guid.NewGuid(), 1), Stream = new StreamName(name) }, Ct)) { rows += seg.Batch.RowCount; rej += seg.Rejected.Count; }
                Console.WriteLine($"{name}|{s.RowEstimate}|{rows}|{rej}|{string.Join(",", s.Columns.Select(x => $"{x.Name}:{x.Type}{(x.Nullable ? "?" : "")}"))}|{string.Join(" ", s.Format.Select(x => x.Key + "=" + x.Value))}");
            }
            catch (ConnectorException e) { Console.WriteLine($"{name}|!! {e.Message}"); }
        }
    }
}
