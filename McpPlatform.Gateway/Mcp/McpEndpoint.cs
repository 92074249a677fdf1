using McpPlatform.Gateway.Http;
using McpPlatform.Gateway.Mcp.Tools;
using ModelContextProtocol.Server;

namespace McpPlatform.Gateway.Mcp;

/// <summary>The MCP endpoint: Streamable HTTP in both eras, with the same keys as the HTTP API. Its tools call the same application services.</summary>
internal static class McpEndpoint
{
    public const string Path = "/mcp";

    public static IServiceCollection AddMcpEndpoint(this IServiceCollection services) => services
        .AddSingleton<McpServerTool, PlanPipelineTool>()
        .AddSingleton<McpServerTool, AnswerQuestionTool>()
        .AddSingleton<McpServerTool, RunPipelineTool>()
        .AddSingleton<McpServerTool, GetRunTool>()
        .AddSingleton<McpServerTool, ListPipelinesTool>()
        .AddSingleton<McpServerTool, PreviewStreamTool>()
        .AddSingleton<McpServers>()
        .AddSingleton<McpSessions>()
        .AddSingleton<McpRequests>()
        .AddHostedService<IdleSessionCloser>();

    // Any valid key may speak MCP; each tool asks the policy for what it does.
    public static void MapMcpEndpoint(this IEndpointRouteBuilder app)
    {
        var mcp = app.MapGroup(Path).NeedsAnyKey().ExcludeFromDescription();
        mcp.MapPost("", (Caller caller, HttpContext context, McpRequests requests) => requests.PostAsync(caller, context));
        mcp.MapGet("", (Caller caller, HttpContext context, McpRequests requests) => requests.GetAsync(caller, context));
        mcp.MapDelete("", (Caller caller, HttpContext context, McpRequests requests) => requests.DeleteAsync(caller, context));
    }
}
