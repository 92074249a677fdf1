using McpPlatform.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Replicas;

/// <summary>Registers what makes several gateways act as one.</summary>
internal static class ReplicaServices
{
    public static IServiceCollection AddReplicas(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<ReplicaHealth>("replicas", tags: [ServiceDefaultsExtensions.ReadyTag]);
        return services
            .AddSingleton<IValidateOptions<GatewayOptions>, ReplicaAddress.Rules>()
            .AddSingleton(provider => new ThisReplica(Guid.CreateVersion7(provider.GetRequiredService<TimeProvider>().GetUtcNow())))
            .AddSingleton<OwnedNames>()
            .AddSingleton<ReplicaDirectory>()
            .AddSingleton<ForwardedCallers>()
            .AddSingleton<Forwarding>()
            .AddHostedService<ReplicaPresence>();
    }
}
