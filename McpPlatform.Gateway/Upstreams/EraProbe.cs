using System.Text;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Protocol;

namespace McpPlatform.Gateway.Upstreams;

/// <summary>
/// Finds out what an upstream speaks: it is asked to introduce itself in the modern way, and whatever does not answer in that way is legacy
/// (2026-07-28, Versioning: Backward Compatibility).
/// </summary>
internal static class EraProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <returns>The era, and whether that is certain: a program may only be slow to start.</returns>
    /// <exception cref="UpstreamException">The upstream cannot be reached.</exception>
    public static async Task<(Era Era, bool IsCertain)> DetectAsync(IUpstreamLink link, CancellationToken cancellationToken)
    {
        var question = ParamsWriter.Message(UpstreamRequest.Own(Methods.Discover), Era.Modern, 0);
        using var messages = await link.PostAsync(new Outgoing(question, AddHeaders, 0), cancellationToken);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!link.ClosingCancels)
        {
            soon.CancelAfter(Patience);
        }

        try
        {
            return (await AnswerAsync(messages, soon.Token) is { } answer ? EraOf(answer) : Era.Legacy, true);
        }
        catch (UpstreamException exception) when (exception.Fault == UpstreamFault.Unusable || !link.ClosingCancels)
        {
            // Something answers, and not with a modern message; some programs end when they do not understand.
            return (Era.Legacy, true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (Era.Legacy, false);
        }
    }

    private static async Task<Envelope?> AnswerAsync(IUpstreamMessages messages, CancellationToken cancellationToken)
    {
        if (messages.HasMessages)
        {
            await foreach (var (message, _) in messages.ReadAsync(cancellationToken))
            {
                if (message is not null)
                {
                    return message;
                }
            }
        }

        return null;
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
