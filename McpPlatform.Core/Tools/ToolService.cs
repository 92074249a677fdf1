using McpPlatform.Contracts.Api;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Tools;

/// <summary>Shows tools of upstreams and takes decisions about their definitions. The policy lets only people decide.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="tools">Where tools are kept.</param>
public sealed class ToolService(IPolicy policy, IToolStore tools)
{
    /// <summary>Lists tools by upstream and name.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="filter">Which ones.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<Page<ToolInfo>> ListAsync(Principal by, ToolFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, "tools", cancellationToken);
        return await tools.ListAsync(by.Tenant, filter, page, cancellationToken);
    }

    /// <summary>One tool with both definitions and what changed between them.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="upstream">The upstream.</param>
    /// <param name="name">The tool.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such tool.</exception>
    public async Task<ToolDetail> GetAsync(Principal by, string upstream, string name, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, Resource(upstream, name), cancellationToken);
        return Detail(await tools.FindAsync(by.Tenant, upstream, name, cancellationToken) ?? throw Missing(upstream, name));
    }

    /// <summary>Approves what a tool's upstream offers; all gateways offer it to agents at once.</summary>
    /// <param name="by">Who.</param>
    /// <param name="upstream">The upstream.</param>
    /// <param name="name">The tool.</param>
    /// <param name="decision">What was looked at.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such tool.</exception>
    /// <exception cref="ConflictException">Something else is offered by now.</exception>
    public Task<ToolDetail> ApproveAsync(Principal by, string upstream, string name, DecideTool decision, CancellationToken cancellationToken) =>
        DecideAsync(by, upstream, name, decision, approve: true, cancellationToken);

    /// <summary>Rejects what a tool's upstream offers: it stays hidden, and is not asked about again until it changes. Rejecting what was approved takes the approval back.</summary>
    /// <param name="by">Who.</param>
    /// <param name="upstream">The upstream.</param>
    /// <param name="name">The tool.</param>
    /// <param name="decision">What was looked at.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="NotFoundException">There is no such tool.</exception>
    /// <exception cref="ConflictException">Something else is offered by now.</exception>
    public Task<ToolDetail> RejectAsync(Principal by, string upstream, string name, DecideTool decision, CancellationToken cancellationToken) =>
        DecideAsync(by, upstream, name, decision, approve: false, cancellationToken);

    private async Task<ToolDetail> DecideAsync(
        Principal by, string upstream, string name, DecideTool decision, bool approve, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decision);
        await policy.RequireAsync(by, Actions.ApproveTool, Resource(upstream, name), cancellationToken);
        return Detail(await tools.DecideAsync(by, upstream, name, decision.Hash, approve, cancellationToken) ?? throw Missing(upstream, name));
    }

    private static ToolDetail Detail(StoredTool tool)
    {
        var (changes, leftOut) = tool.OfferedJson is null ? ([], 0) : DefinitionDiff.Between(tool.ApprovedJson, tool.OfferedJson);
        return new ToolDetail(tool.Info, changes, tool.ApprovedJson, tool.OfferedJson, leftOut);
    }

    private static string Resource(string upstream, string name) => $"tool/{upstream}/{name}";

    private static NotFoundException Missing(string upstream, string name) =>
        new($"There is no tool '{name}' of an upstream '{upstream}'. 'mcpp tools list' shows those that are known.");
}
