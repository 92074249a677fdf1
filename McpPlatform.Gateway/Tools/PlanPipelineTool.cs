using McpPlatform.Contracts.Json;
using McpPlatform.Contracts.Planning;
using McpPlatform.Core.Conversations;
using McpPlatform.Core.Identity;

namespace McpPlatform.Gateway.Tools;

/// <summary><c>plan_pipeline</c>: words become a plan, questions, or a reasoned no.</summary>
internal sealed class PlanPipelineTool(ConversationService conversations, ILogger<PlanPipelineTool> logger)
    : PlatformTool<PlanPipelineArguments, PlanAnswer>(About, ToolJson.Default.PlanPipelineArguments, ContractsJson.Default.PlanAnswer, logger)
{
    private static readonly ToolDescription About = new(
        "plan_pipeline", "Plan a pipeline",
        "Turns words into a checked plan that moves data. Answers ready with the plan and its hash, needs_input with questions, or impossible with reasons. Changes no data.",
        Actions.Plan, ReadOnly: true);

    protected override Task<PlanAnswer> CallAsync(Principal by, PlanPipelineArguments arguments, CancellationToken cancellationToken) =>
        conversations.StartAsync(by, arguments.Words, cancellationToken);
}
