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
        return Reply.Of(MessageWriter.Build(writer =>
        {
            writer.WriteStartObject();
            if (call.Agent.Era == Era.Modern)
            {
                writer.WriteString("resultType"u8, "complete"u8);
            }

            result.Write(writer);
            Server.WriteMeta(writer);
            writer.WriteEndObject();
        }));
    }
}
