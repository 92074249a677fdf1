namespace McpPlatform.Gateway.Api;

/// <summary>The HTTP API: one line an area.</summary>
internal static class ApiRoutes
{
    public const string Root = "/api/v1";

    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup(Root);
        api.MapIdentity();
        api.MapProviders();
        api.MapKeys();
        api.MapPeople();
        api.MapTenants();
        api.MapSecrets();
        api.MapConnections();
        api.MapFiles();
        api.MapUpstreams();
        api.MapTools();
        api.MapRegistries();
        api.MapPolicies();
        api.MapConversations();
        api.MapPipelines();
        api.MapRuns();
        api.MapApprovals();
        api.MapDatasets();
        api.MapWarehouse();
        api.MapEvents();
        api.MapAudit();
        api.MapUsage();
        api.MapDetection();
        api.MapFirewall();
    }
}
