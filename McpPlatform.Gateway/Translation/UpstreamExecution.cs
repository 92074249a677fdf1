using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Identity;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Translation;

/// <summary>Executes a call at the upstream it was routed to, whatever each side speaks.</summary>
internal sealed class UpstreamExecution(ParkedExchanges parked, LegacyAgentExchange legacy, ModernAgentExchange modern, RoundStates states, TokenExchange tokens)
{
    // What begins the call is waited for where it is used: nearly always there is nothing to wait for, and a method that waits is an object of its own.
    public ValueTask<Reply> RunAsync(Call call, CancellationToken cancellationToken)
    {
        if (call.Agent.Era == Era.Legacy)
        {
            return legacy.RunAsync(call, StartAsync(call, state: default, cancellationToken), cancellationToken);
        }

        var state = JsonMembers.Find(call.Request.Params, "requestState"u8);
        return !state.IsEmpty && JsonMembers.AsText(state) is { } name && parked.Take(call, name) is { } former
            ? modern.GoOnAsync(call, former, cancellationToken)
            : modern.RunAsync(call, StartAsync(call, state, cancellationToken), cancellationToken);
    }

    private async ValueTask<Exchange> StartAsync(Call call, ReadOnlyMemory<byte> state, CancellationToken cancellationToken)
    {
        var offer = call.Offer!;
        var upstream = offer.Upstream!;
        call.Edition = upstream.Edition;
        var era = await upstream.EraAsync(cancellationToken);
        var renamed = offer.Item.Kind is ListKind.Tools or ListKind.Prompts && offer.Name != offer.Item.Name ? offer.Item.Name : null;
        var request = new UpstreamRequest(call.Method, call.Request.Params, renamed, call.Agent, call.LogLevel, offer.Item.Mirrored, offer.Item.IsRepeatable)
        {
            State = state.IsEmpty ? default : Unwrapped(call, state, era),
            Authorization = await tokens.AuthorizationAsync(call.By, upstream.Config, cancellationToken),
            Owner = call.By.Id,
            Clock = call.Clock,
            Priority = call.Priority,
        };
        return new Exchange(upstream, await upstream.StartAsync(request, call.Session, cancellationToken), era, call.Request.Params.Length);
    }

    // A legacy upstream keeps no state with agents: what stood for a call that waits there was taken, or is gone.
    private ReadOnlyMemory<byte> Unwrapped(Call call, ReadOnlyMemory<byte> state, Era era) =>
        era == Era.Modern && JsonMembers.AsText(state) is { } text && states.Unwrap(call, text) is { IsEmpty: false } given
            ? given
            : throw new McpErrorException(ErrorCodes.InvalidParams, "'requestState' is unknown, was used, or has expired. Send the request again without it.");
}
