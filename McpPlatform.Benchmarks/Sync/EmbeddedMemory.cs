using McpPlatform.Benchmarks.Measuring;
using McpPlatform.Client;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Plans;
using McpPlatform.Tests.AppHost;
using McpPlatform.Tests.Environment;

namespace McpPlatform.Benchmarks.Sync;

/// <summary>Memory of the embedded process, in which Gateway, Worker and Web live together.</summary>
internal static class EmbeddedMemory
{
    /// <summary>Starts it anew, moves a table and a file through it, and reads what it took at most.</summary>
    public static async Task<long> MeasureAsync(AddConnection source, string folder, string csv, StreamPlan table)
    {
        using var data = new TestFolder();
        await using var host = AppHostProcess.Start(data.Path, "--files", $"bench={folder}");
        var installation = await host.ReadyAsync(TimeSpan.FromMinutes(2), CancellationToken.None);
        var key = (await File.ReadAllTextAsync(data.In("admin.key"))).Trim();
        var client = new PlatformClient(PlatformClient.CreateHttpClient(new Uri(installation["gateway"]!.GetValue<string>()), key));
        await client.AddConnectionAsync(source);
        var runs = new PlatformRuns(client);
        await runs.RunAsync(Plan("embedded_table", source.Name, table));
        await runs.RunAsync(Plan("embedded_file", "bench", new StreamPlan { Name = csv, Target = "embedded_file", SyncMode = SyncMode.FullRefreshOverwrite }));
        return Machine.PeakMegabytes(host.Id);
    }

    private static PipelinePlan Plan(string name, string from, StreamPlan stream) => new()
    {
        Version = PipelinePlan.CurrentVersion,
        Name = name,
        Source = new PlanEndpoint { Connection = from },
        Destination = new PlanEndpoint { Connection = "warehouse" },
        Streams = [stream],
    };
}
