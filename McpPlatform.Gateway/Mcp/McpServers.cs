using System.Reflection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpPlatform.Gateway.Mcp;

/// <summary>Makes MCP servers: one a session, or one a request where the protocol has no sessions.</summary>
internal sealed class McpServers(IEnumerable<McpServerTool> tools, ILoggerFactory logging, IServiceProvider services)
{
    private const string Instructions = """
        Describe with plan_pipeline which data is to be moved from where to where. Answer its questions with answer_question until the plan is
        ready, show the plan to a person, and start it with run_pipeline and the plan's hash. Where it answers needs_approval, a person has to
        decide in the workbench or with 'mcpp approve'; follow the run with get_run.
        """;

    public McpServer Create(StreamableHttpServerTransport transport)
    {
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation
            {
                Name = "mcp-platform",
                Title = "McpPlatform",
                Version = typeof(McpServers).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0",
            },
            ServerInstructions = Instructions,
            ScopeRequests = false,
            ToolCollection = [],
        };
        foreach (var tool in tools)
        {
            options.ToolCollection.Add(tool);
        }

        return McpServer.Create(transport, options, logging, services);
    }

    /// <summary>A transport of either era.</summary>
    public StreamableHttpServerTransport CreateTransport(bool stateless, string? sessionId = null) =>
        new(logging) { Stateless = stateless, SessionId = sessionId };
}
