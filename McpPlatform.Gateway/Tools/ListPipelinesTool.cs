using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Pipelines;
using McpPlatform.Gateway.Http;

namespace McpPlatform.Gateway.Tools;

/// <summary><c>list_pipelines</c>: the pipelines that stand.</summary>
internal sealed class ListPipelinesTool(PipelineService pipelines, ILogger<ListPipelinesTool> logger)
    : PlatformTool<ListPipelinesArguments, Page<PipelineInfo>>(
        About, ToolJson.Default.ListPipelinesArguments, ContractsJson.Default.PagePipelineInfo, logger)
{
    private static readonly ToolDescription About = new(
        "list_pipelines", "List pipelines", "Lists the pipelines that stand, newest first, with their plans.", Actions.Read, ReadOnly: true);

    protected override Task<Page<PipelineInfo>> CallAsync(Principal by, ListPipelinesArguments arguments, CancellationToken cancellationToken) =>
        pipelines.ListAsync(by, new PageQuery(arguments.Cursor, arguments.Limit).Page, cancellationToken);
}
