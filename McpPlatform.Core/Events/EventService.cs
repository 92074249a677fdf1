using System.Globalization;
using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core.Identity;

namespace McpPlatform.Core.Events;

/// <summary>Shows the event log.</summary>
/// <param name="policy">Decides who may.</param>
/// <param name="log">The log.</param>
public sealed class EventService(IPolicy policy, IEventLog log)
{
    private const int MaxEvents = 1_000;

    /// <summary>Events behind a place, oldest first.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="after">The place; 0 for the beginning.</param>
    /// <param name="limit">Most events, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The events; the cursor is the place of the last one while there may be more.</returns>
    public async Task<Page<PlatformEvent>> ListAsync(Principal by, long after, int limit, CancellationToken cancellationToken)
    {
        await policy.RequireAsync(by, Actions.Read, "events", cancellationToken);
        if (after < 0 || limit is < 1 or > MaxEvents)
        {
            throw new InvalidInputException($"'after' must not be negative and 'limit' must lie between 1 and {MaxEvents}.");
        }

        var events = await log.ReadAsync(by.Tenant, after, null, limit, cancellationToken);
        return new Page<PlatformEvent>(events, events.Count == limit ? events[^1].Seq.ToString(CultureInfo.InvariantCulture) : null);
    }
}
