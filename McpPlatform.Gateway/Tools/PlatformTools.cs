using System.Text;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Tools;

/// <summary>The platform's own tools.</summary>
internal sealed class PlatformTools(IEnumerable<PlatformTool> tools)
{
    private readonly Dictionary<string, PlatformTool> byName = tools.ToDictionary(t => t.Name, StringComparer.Ordinal);

    public IReadOnlyList<CatalogItem> Items => [.. byName.Values.Select(t => new CatalogItem(ListKind.Tools, t.Name, t.Definition, []))];

    public PlatformTool Find(string name) => byName[name];

    public async Task<Reply> InvokeAsync(Call call, CancellationToken cancellationToken)
    {
        var result = await Find(call.Name!).InvokeAsync(call.By, JsonMembers.Find(call.Request.Params, "arguments"u8), cancellationToken);
        return Reply.Of(result.Error is { } error
            ? ToolResults.Error(call.Agent.Era, error)

            // The text repeats the structure, for agents that read only text.
            : ToolResults.Of(call.Agent.Era, Encoding.UTF8.GetString(result.Structured.Span), writer => writer.WriteRaw("structuredContent"u8, result.Structured)));
    }
}
