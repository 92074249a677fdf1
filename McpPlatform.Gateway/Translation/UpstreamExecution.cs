using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Identity;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Translation;

/// <summary>Executes a call at the upstream it was routed to, whatever each side speaks.</summary>
internal sealed class UpstreamExecution(ParkedExchanges parked, ModernAgentExchange modern, TokenExchange tokens)
{
    public async Task<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        if (call.Agent.Era == Era.Legacy)
        {
            return await LegacyAgentExchange.RunAsync(call, await StartAsync(call, cancellationToken), cancellationToken);
        }

        if (parked.Take(call) is { } former)
        {
            return await modern.GoOnAsync(call, former, cancellationToken);
        }

        return await modern.RunAsync(call, await StartAsync(call, cancellationToken), cancellationToken);
    }

    private async Task<Exchange> StartAsync(Call call, CancellationToken cancellationToken)
    {
        var offer = call.Offer!;
        var upstream = offer.Upstream!;
        call.Edition = upstream.Edition;
        var era = await upstream.EraAsync(cancellationToken);
        if (call.Agent.Era == Era.Modern && era == Era.Legacy && !JsonMembers.Find(call.Request.Params, "requestState"u8).IsEmpty)
        {
            throw new McpErrorException(ErrorCodes.InvalidParams, "'requestState' is unknown, was used, or has expired. Send the request again without it.");
        }

        var renamed = offer.Item.Kind is ListKind.Tools or ListKind.Prompts && offer.Name != offer.Item.Name ? offer.Item.Name : null;
        var request = new UpstreamRequest(call.Method, call.Request.Params, renamed, call.Agent, call.LogLevel, offer.Item.Mirrored, offer.Item.IsRepeatable)
        {
            Authorization = await tokens.AuthorizationAsync(call.By, upstream.Config, cancellationToken),
            Owner = call.By.Id,
            Clock = call.Clock,
            Priority = call.Priority,
        };
        return new Exchange(upstream, await upstream.StartAsync(request, call.Session, cancellationToken), era);
    }
}
