using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Http;
using McpPlatform.Gateway.Pipeline;
using McpPlatform.Gateway.Tools;
using McpPlatform.Gateway.Translation;

namespace McpPlatform.Gateway.Agents;

/// <summary>The MCP endpoint: Streamable HTTP in both eras, with the same keys as the HTTP API.</summary>
internal static class McpEndpoint
{
    public const string Path = "/mcp";

    /// <summary>What the audit calls it.</summary>
    public const string Transport = "streamable-http";

    public static IServiceCollection AddMcpEndpoint(this IServiceCollection services) => services
        .AddTools()
        .AddFederation()
        .AddCalls()
        .AddSingleton<AgentSessions>().AddHostedService(provider => provider.GetRequiredService<AgentSessions>())
        .AddSingleton<ModernDoor>()
        .AddSingleton<LegacyDoor>()
        .AddSingleton<StreamableHttp>();

    // Any valid key may speak MCP; the stages of a call limit and authorise it.
    public static void MapMcpEndpoint(this IEndpointRouteBuilder app)
    {
        var mcp = app.MapGroup(Path).NeedsAnyKey().DisableRateLimiting().ExcludeFromDescription();
        mcp.MapPost("", (Caller caller, HttpContext context, StreamableHttp http) => http.PostAsync(caller, context));
        mcp.MapGet("", (Caller caller, HttpContext context, LegacyDoor door) => door.GetAsync(caller, context));
        mcp.MapDelete("", (Caller caller, HttpContext context, LegacyDoor door) => door.DeleteAsync(caller, context));
    }

    private static IServiceCollection AddTools(this IServiceCollection services) => services
        .AddSingleton<PlatformTool, PlanPipelineTool>()
        .AddSingleton<PlatformTool, AnswerQuestionTool>()
        .AddSingleton<PlatformTool, RunPipelineTool>()
        .AddSingleton<PlatformTool, GetRunTool>()
        .AddSingleton<PlatformTool, ListPipelinesTool>()
        .AddSingleton<PlatformTool, PreviewStreamTool>()
        .AddSingleton<PlatformTools>()
        .AddSingleton(provider => new OwnTools(provider.GetRequiredService<PlatformTools>().Items));

    private static IServiceCollection AddFederation(this IServiceCollection services) => services
        .AddSingleton<ChangeFeed>()
        .AddSingleton<CatalogReader>()
        .AddSingleton<UpstreamDirectory>()
        .AddHostedService<UpstreamRegistrar>()
        .AddHostedService<DecisionFollowing>();

    private static IServiceCollection AddCalls(this IServiceCollection services) => services
        .AddSingleton<ParkedExchanges>().AddHostedService(provider => provider.GetRequiredService<ParkedExchanges>())
        .AddSingleton<ModernAgentExchange>()
        .AddSingleton<UpstreamExecution>()
        .AddSingleton<SessionSubscriptions>()
        .AddSingleton<Subscriptions>()
        .AddSingleton<CallLists>()
        .AddSingleton<CallAuditing>()
        .AddSingleton<CallLimits>()
        .AddSingleton<CallRouting>()
        .AddSingleton<CallAuthorization>()
        .AddSingleton<CallExecution>()
        .AddSingleton<CallPipeline>();
}
