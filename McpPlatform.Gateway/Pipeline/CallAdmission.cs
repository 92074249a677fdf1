using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Calls;
using McpPlatform.Gateway.Protocol;
using McpPlatform.Gateway.Queueing;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Pipeline;

/// <summary>
/// Gives a call its place among those under way. What costs next to nothing, and what shows that the gateway lives, needs none; what only listens
/// would keep one for ever.
/// </summary>
internal sealed class CallAdmission(Admission admission, IOptions<GatewayOptions> options)
{
    /// <summary>Takes a place, or waits for one.</summary>
    /// <exception cref="McpErrorException">There is none; the message says why.</exception>
    public async ValueTask<Place> EnterAsync(Call call, CancellationToken cancellationToken)
    {
        if (!NeedsPlace(call.Method))
        {
            return default;
        }

        call.Priority = PriorityOf(call);
        if (call.Offer?.Upstream?.Config.CallTimeout is { } most)
        {
            call.Clock?.Shorten(most);
        }

        var patience = new Patience(call.Clock, options.Value.UpstreamQueueTimeout);
        var place = patience.Take(await admission.EnterAsync(
            call.By.Tenant, call.By.Id, call.Priority, patience.Time, call.Clock?.Agent ?? cancellationToken));
        return place.IsTaken ? place : throw Refusal(place.Refused);
    }

    private static bool NeedsPlace(string method) => method is
        Methods.ToolsCall or Methods.PromptsGet or Methods.ResourcesRead or Methods.Complete
        or Methods.ToolsList or Methods.PromptsList or Methods.ResourcesList or Methods.TemplatesList;

    // Policy and agent can lower it; nobody can raise it.
    private static Priority PriorityOf(Call call)
    {
        for (var at = 0; at < call.Decision.Obligations.Count; at++)
        {
            if (call.Decision.Obligations[at] is LowerPriority)
            {
                return Priority.Low;
            }
        }

        return JsonMembers.Find(call.Request.Meta, MetaKeys.Priority).Span.SequenceEqual("\"low\""u8) ? Priority.Low : Priority.Normal;
    }

    private static McpErrorException Refusal(NoPlace why) => why switch
    {
        NoPlace.ShedAsLow => new(ErrorCodes.OverItsMeans, "The gateway has more to do than it can, and takes no calls of low priority now. Try again later."),
        NoPlace.ShedAsHeavy => new(
            ErrorCodes.OverItsMeans, "The gateway has more to do than it can, and takes no further calls of tenants that have many under way. Try again later."),
        NoPlace.TooManyWait => new(ErrorCodes.Overloaded, "Too many calls wait for the gateway already. Try again later."),
        _ => new(ErrorCodes.Overloaded, "The gateway has its most calls under way, and none ended in time. Try again later."),
    };
}
