using McpPlatform.Core.Approvals;
using McpPlatform.Core.Audit;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Conversations;
using McpPlatform.Core.Datasets;
using McpPlatform.Core.Events;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Pipelines;
using McpPlatform.Core.Planning;
using McpPlatform.Core.Policies;
using McpPlatform.Core.Runs;
using McpPlatform.Core.Secrets;
using McpPlatform.Core.Tools;
using McpPlatform.Core.Upstreams;
using McpPlatform.Core.Usage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpPlatform.Core;

/// <summary>Registers the application services that the HTTP API and the MCP tools share.</summary>
public static class CoreServices
{
    /// <summary>Adds the application services; the ports they need are added by Store, Guard and the host.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddApplicationServices(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new AllowedPrograms([]));
        return services
            .AddSingleton<IFireTimes, CronFireTimes>()
            .AddSingleton<ConnectionService>()
            .AddSingleton<UpstreamService>()
            .AddSingleton<UpstreamFiles>()
            .AddSingleton<ToolService>()
            .AddSingleton<ToolReview>()
            .AddSingleton<CallAuditService>()
            .AddSingleton<UsageService>()
            .AddSingleton<QuotaService>()
            .AddSingleton<ConversationService>()
            .AddSingleton<PipelineService>()
            .AddSingleton<RunService>()
            .AddSingleton<ApprovalService>()
            .AddSingleton<DatasetService>()
            .AddSingleton<SecretAdministration>()
            .AddSingleton<PolicySetService>()
            .AddSingleton<PolicyTrialService>()
            .AddSingleton<EventService>()
            .AddSingleton<KeyService>()
            .AddSingleton<TenantService>()
            .AddSingleton<PeopleService>()
            .AddSingleton<InvitationService>()
            .AddSingleton<SignInService>();
    }
}
