using McpPlatform.Gateway.Federation;
using McpPlatform.Gateway.Http;
using McpPlatform.Gateway.Links;
using McpPlatform.Gateway.Pipeline;
using McpPlatform.Gateway.Queueing;
using McpPlatform.Gateway.Registry;
using McpPlatform.Gateway.Replicas;
using McpPlatform.Gateway.Sharing;
using McpPlatform.Gateway.Tools;
using McpPlatform.Gateway.Translation;
using McpPlatform.Gateway.Upstreams;

namespace McpPlatform.Gateway.Agents;

/// <summary>
/// Where agents come in, with the same keys as at the HTTP API: one address for Streamable HTTP and WebSocket in both eras, and the two addresses of
/// the transport before them.
/// </summary>
internal static class McpEndpoint
{
    public const string Path = "/mcp";

    /// <summary>Where agents of the transport before Streamable HTTP open their stream.</summary>
    public const string SsePath = "/sse";

    /// <summary>Where they send their messages to.</summary>
    public const string MessagesPath = "/messages";

    public static IServiceCollection AddMcpEndpoint(this IServiceCollection services) => services
        .AddTools()
        .AddFederation()
        .AddCalls()
        .AddSingleton<AgentSessions>().AddHostedService(provider => provider.GetRequiredService<AgentSessions>())
        .AddSingleton<OpenStreams>().AddHostedService(provider => provider.GetRequiredService<OpenStreams>())
        .AddSingleton<OtherReplicas>()
        .AddSingleton<AgentConnections>()
        .AddSingleton<LegacyCalls>()
        .AddSingleton<ModernCalls>()
        .AddSingleton<ModernDoor>()
        .AddSingleton<LegacyDoor>()
        .AddSingleton<StreamableHttp>()
        .AddSingleton<SseDoor>()
        .AddSingleton<WebSocketDoor>();

    /// <summary>Whether a request was routed to one of the addresses of agents, which answer in MCP whatever happens.</summary>
    public static bool IsServing(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<TakesForwarded>() is not null;

    // Any valid key may speak MCP; the stages of a call limit and authorise it.
    public static void MapMcpEndpoint(this IEndpointRouteBuilder app)
    {
        var mcp = app.MapGroup("").NeedsAnyKey().WithMetadata(new TakesForwarded()).DisableRateLimiting().ExcludeFromDescription();

        // Every call passes here: parameters that are bound, and a scope of services to bind them from, would be made for each.
        mcp.MapPost(Path, (RequestDelegate)(context => app.ServiceProvider.GetRequiredService<StreamableHttp>().PostAsync(Caller.Of(context), context)));
        mcp.MapGet(Path, (Caller caller, HttpContext context, LegacyDoor door, WebSocketDoor sockets) =>
            context.WebSockets.IsWebSocketRequest ? sockets.ServeAsync(caller, context) : door.GetAsync(caller, context));
        mcp.MapDelete(Path, (Caller caller, HttpContext context, LegacyDoor door) => door.DeleteAsync(caller, context));
        mcp.MapGet(SsePath, (Caller caller, HttpContext context, SseDoor door) => door.StreamAsync(caller, context));
        mcp.MapPost(MessagesPath, (Caller caller, HttpContext context, SseDoor door) => door.PostAsync(caller, context));
    }

    private static IServiceCollection AddTools(this IServiceCollection services) => services
        .AddSingleton<PlatformTool, PlanPipelineTool>()
        .AddSingleton<PlatformTool, AnswerQuestionTool>()
        .AddSingleton<PlatformTool, RunPipelineTool>()
        .AddSingleton<PlatformTool, GetRunTool>()
        .AddSingleton<PlatformTool, ListPipelinesTool>()
        .AddSingleton<PlatformTool, PreviewStreamTool>()
        .AddSingleton<PlatformTool, QueryLineageTool>()
        .AddSingleton<PlatformTool, FindToolsTool>()
        .AddSingleton<PlatformTool, CallToolTool>()
        .AddSingleton(provider => new Lazy<UpstreamDirectory>(provider.GetRequiredService<UpstreamDirectory>))
        .AddSingleton<PlatformTools>()
        .AddSingleton(provider => new OwnTools(provider.GetRequiredService<PlatformTools>().Items));

    private static IServiceCollection AddFederation(this IServiceCollection services) => services
        .AddSingleton<ChangeFeed>()
        .AddSingleton<CallOutcomes>().AddHostedService(provider => provider.GetRequiredService<CallOutcomes>())
        .AddSingleton<PoisonedDefinitions>()
        .AddSingleton<CatalogReader>()
        .AddSingleton<SandboxAccess>()
        .AddSingleton<CredentialCache>().AddHostedService(provider => provider.GetRequiredService<CredentialCache>())
        .AddSingleton<UpstreamDirectory>()
        .AddHostedService<UpstreamRegistrar>()
        .AddHostedService<DecisionFollowing>()
        .AddSingleton<ToolFiles>()
        .AddHostedService<UpstreamFolder>()
        .AddHostedService<HealthProbes>();

    private static IServiceCollection AddCalls(this IServiceCollection services) => services
        .AddSingleton<ParkedExchanges>().AddHostedService(provider => provider.GetRequiredService<ParkedExchanges>())
        .AddSingleton<RoundStates>()
        .AddSingleton<LegacyAgentExchange>()
        .AddSingleton<ModernAgentExchange>()
        .AddSingleton<UpstreamExecution>()
        .AddSingleton<SessionSubscriptions>()
        .AddSingleton<Subscriptions>()
        .AddSingleton<CallLists>()
        .AddSingleton<CallAuditing>()
        .AddSingleton<CallLimits>()
        .AddSingleton<CallMetering>()
        .AddSingleton<CallRouting>()
        .AddSingleton<CallAuthorization>()
        .AddSingleton<CallInspection>()
        .AddSingleton<ThreatReport>()
        .AddHostedService<TextInspectionStart>()
        .AddSingleton<ArgumentInspection>()
        .AddSingleton<AnswerInspection>()
        .AddSingleton<ApprovalQuestion>()
        .AddSingleton<CallApproving>()
        .AddSingleton<CallObligations>()
        .AddSingleton<MessageRedaction>()
        .AddSingleton<AnswerRedaction>()
        .AddSingleton<CallDeadlines>()
        .AddSingleton<WorkDelay>().AddHostedService(provider => provider.GetRequiredService<WorkDelay>())
        .AddSingleton<Admission>()
        .AddSingleton<CallAdmission>()
        .AddSingleton<AnswerCache>()
        .AddSingleton<SharedRuns>()
        .AddSingleton<CallSharing>()
        .AddSingleton<CallExecution>()
        .AddSingleton<CallPipeline>();
}
