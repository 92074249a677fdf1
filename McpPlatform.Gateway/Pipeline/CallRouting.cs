using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Tools;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>Finds out whose tool, prompt or resource a request is about.</summary>
internal sealed class CallRouting(UpstreamDirectory directory)
{
    /// <exception cref="McpErrorException">There is none of that name, or the name is missing.</exception>
    public async ValueTask RouteAsync(Call call, CancellationToken cancellationToken)
    {
        CallToolTool.Unwrap(call);
        if (!IsAboutAName(call))
        {
            return;
        }

        if (call.Name is null)
        {
            throw new McpErrorException(ErrorCodes.InvalidParams, $"'{call.Method}' does not say what it is about: a name or an address is missing.");
        }

        var known = await directory.KnownAsync(call.By.Tenant, cancellationToken);
        call.Offer = Find(known, call) ?? throw Missing(call, await directory.FreshAsync(call.By.Tenant, cancellationToken));
        CheckHeaders(call);
    }

    // 2026-07-28, Streamable HTTP: Server Behavior for Custom Headers.
    private static void CheckHeaders(Call call)
    {
        if (call.Headers is null || call.Offer!.Item.Mirrored.Count == 0)
        {
            return;
        }

        var arguments = JsonMembers.Find(call.Request.Params, "arguments"u8);
        foreach (var mirrored in call.Offer.Item.Mirrored)
        {
            if (!mirrored.IsRepeatedBy(call.Headers[mirrored.Header], arguments))
            {
                throw new McpErrorException(
                    ErrorCodes.HeaderMismatch, $"The header '{mirrored.Header}' must say what the argument '{string.Join('.', mirrored.Path)}' says.");
            }
        }
    }

    private static bool IsAboutAName(Call call) => call.Method switch
    {
        Methods.ToolsCall or Methods.PromptsGet or Methods.ResourcesRead or Methods.Complete => true,
        Methods.Subscribe or Methods.Unsubscribe => call.Agent.Era == Era.Legacy,
        _ => false,
    };

    private static Offer? Find(FederatedCatalog catalog, Call call) => call.Method switch
    {
        Methods.ToolsCall => catalog.Find(ListKind.Tools, call.Name!),
        Methods.PromptsGet => catalog.Find(ListKind.Prompts, call.Name!),
        Methods.Complete => catalog.Find(ListKind.Prompts, call.Name!) ?? catalog.Find(ListKind.Templates, call.Name!) ?? catalog.FindResource(call.Name!),
        _ => catalog.FindResource(call.Name!) ?? OnlySourceOfResources(catalog),
    };

    // Results may name addresses that no list holds. Where one upstream alone has resources, it is asked.
    private static Offer? OnlySourceOfResources(FederatedCatalog catalog)
    {
        var offers = catalog.Of(ListKind.Resources).Concat(catalog.Of(ListKind.Templates)).DistinctBy(o => o.Upstream).Take(2).ToList();
        return offers is [var only] ? only : null;
    }

    private static McpErrorException Missing(Call call, FederatedCatalog catalog)
    {
        var away = catalog.Unavailable.Count == 0 ? "" : $" These servers cannot be used now: {string.Join(", ", catalog.Unavailable.Keys.Order())}.";
        return call.Method is Methods.ResourcesRead or Methods.Subscribe or Methods.Unsubscribe
            ? new McpErrorException(MissingResource(call, away))
            : new McpErrorException(ErrorCodes.InvalidParams, $"Unknown {(call.Method == Methods.ToolsCall ? "tool" : "prompt")}: '{call.Name}'.{away}");
    }

    private static McpError MissingResource(Call call, string away) => new(
        call.Agent.Era == Era.Legacy ? ErrorCodes.ResourceNotFound : ErrorCodes.InvalidParams,
        $"Resource not found: '{call.Name}'.{away}",
        MessageWriter.ObjectOf("uri", call.Name!));
}
