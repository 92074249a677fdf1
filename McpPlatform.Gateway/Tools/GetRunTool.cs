using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Runs;

namespace McpPlatform.Gateway.Tools;

/// <summary><c>get_run</c>: where a run stands.</summary>
internal sealed class GetRunTool(RunService runs, ILogger<GetRunTool> logger)
    : PlatformTool<GetRunArguments, RunInfo>(About, ToolJson.Default.GetRunArguments, ContractsJson.Default.RunInfo, logger)
{
    private static readonly ToolDescription About = new(
        "get_run", "Look at a run", "Says where a run stands, what it counted, and what went wrong.", Actions.Read, ReadOnly: true);

    protected override Task<RunInfo> CallAsync(Principal by, GetRunArguments arguments, CancellationToken cancellationToken) =>
        runs.GetAsync(by, arguments.RunId, cancellationToken);
}
