using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Json;
using McpPlatform.Core;
using McpPlatform.Core.Datasets;
using McpPlatform.Core.Identity;

namespace McpPlatform.Gateway.Tools;

/// <summary><c>query_lineage</c>: where the columns of a dataset come from, and what happened to them on the way.</summary>
internal sealed class QueryLineageTool(DatasetService datasets, ILogger<QueryLineageTool> logger)
    : PlatformTool<QueryLineageArguments, LineageInfo>(About, ToolJson.Default.QueryLineageArguments, ContractsJson.Default.LineageInfo, logger)
{
    private static readonly ToolDescription About = new(
        "query_lineage", "Look at lineage",
        "Says where the columns of a dataset that a pipeline wrote come from: dataset, column, what happened to it on the way, pipeline and run.",
        Actions.Read, ReadOnly: true);

    protected override async Task<LineageInfo> CallAsync(Principal by, QueryLineageArguments arguments, CancellationToken cancellationToken)
    {
        var lineage = await datasets.LineageAsync(by, arguments.Dataset, cancellationToken);
        return arguments.Column is null ? lineage : lineage with { Edges = Of(lineage, arguments.Column) };
    }

    private static List<LineageEdge> Of(LineageInfo lineage, string column)
    {
        List<LineageEdge> edges = [.. lineage.Edges.Where(edge => edge.ToColumn == column)];
        return edges.Count > 0
            ? edges
            : throw new NotFoundException(
                $"No pipeline has written a column '{column}' of '{lineage.Dataset}'. Written were: {string.Join(", ", lineage.Edges.Select(e => e.ToColumn).Distinct())}.");
    }
}
