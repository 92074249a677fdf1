using System.Text;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>
/// Finds out what an upstream speaks: it is asked to introduce itself in the modern way, and whatever does not answer in that way is legacy
/// (2026-07-28, Versioning: Backward Compatibility).
/// </summary>
internal static class EraProbe
{
    public static async Task<Era> DetectAsync(UpstreamHttp http, int maxBytes, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync(ParamsWriter.Message(UpstreamRequest.Own(Methods.Discover), Era.Modern, 0), AddHeaders, cancellationToken);
        using var messages = new UpstreamMessages(response, http, maxBytes);
        if (!messages.HasMessages)
        {
            return Era.Legacy;
        }

        try
        {
            await foreach (var (message, _) in messages.ReadAsync(cancellationToken))
            {
                if (message is not null)
                {
                    return EraOf(message);
                }
            }
        }
        catch (McpErrorException)
        {
            // Something answers, and not with a modern message.
        }

        return Era.Legacy;
    }

    private static Era EraOf(Envelope message) => message.Kind switch
    {
        EnvelopeKind.Result => Speaks(JsonMembers.Find(message.Result, "supportedVersions"u8)),
        EnvelopeKind.Error => MessageWriter.ReadError(message.Error) switch
        {
            { Code: ErrorCodes.UnsupportedVersion } error => Speaks(JsonMembers.Find(error.Data, "supported"u8)),
            { Code: ErrorCodes.HeaderMismatch or ErrorCodes.MissingCapability } => Era.Modern,
            _ => Era.Legacy,
        },
        _ => Era.Legacy,
    };

    private static Era Speaks(ReadOnlyMemory<byte> versions) =>
        versions.Span.IndexOf(Encoding.ASCII.GetBytes($"\"{Revisions.Modern}\"")) >= 0 ? Era.Modern : Era.Legacy;

    private static void AddHeaders(System.Net.Http.Headers.HttpRequestHeaders headers)
    {
        headers.TryAddWithoutValidation("MCP-Protocol-Version", Revisions.Modern);
        headers.TryAddWithoutValidation("Mcp-Method", Methods.Discover);
    }
}
