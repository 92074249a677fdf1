using McpPlatform.Contracts.Plans;

namespace McpPlatform.Tests.Orchestration.WorkerHarness;

/// <summary>Plans that tests run.</summary>
internal static class Plans
{
    public static PipelinePlan FileToTable(string file, string target, SyncMode mode = SyncMode.FullRefreshOverwrite, params Transform[] transforms) =>
        Of("samples", "warehouse", new StreamPlan { Name = file, Target = target, SyncMode = mode, Transforms = transforms });

    public static PipelinePlan TableToTable(StreamPlan stream) => Of("shop", "warehouse", stream);

    private static PipelinePlan Of(string source, string destination, StreamPlan stream) => new()
    {
        Version = PipelinePlan.CurrentVersion,
        Name = $"{stream.Name} to {stream.Target}",
        Source = new PlanEndpoint { Connection = source },
        Destination = new PlanEndpoint { Connection = destination },
        Streams = [stream],
    };
}
