using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Events;
using McpPlatform.Core.Events;
using McpPlatform.Core.Identity;
using McpPlatform.Gateway.Http;

namespace McpPlatform.Gateway.Api;

/// <summary>The event log.</summary>
internal static class EventsApi
{
    private const int DefaultLimit = 200;

    public static void MapEvents(this IEndpointRouteBuilder api) =>
        api.MapGet("/events", ListAsync).Needs(Actions.Read).WithName("ListEvents").WithSummary("Events behind a place, oldest first.");

    private static Task<Page<PlatformEvent>> ListAsync(
        Caller caller, long? after, int? limit, EventService events, CancellationToken cancellationToken) =>
        events.ListAsync(caller, after ?? 0, limit ?? DefaultLimit, cancellationToken);
}
