using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;
using McpPlatform.Core.Tools;
using McpPlatform.Core.Policies;
using McpPlatform.Guard.Firewall;
using McpPlatform.Guard.Poisoning;
using McpPlatform.Guard.Policy;
using McpPlatform.Guard.Policy.Opa;
using McpPlatform.Guard.Redaction;
using McpPlatform.Guard.Sandbox;
using McpPlatform.Guard.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace McpPlatform.Guard;

/// <summary>Registers what guards the platform: the policy, the inspection of tools and of what they are handed, detection and redaction, the secret service and the sandbox.</summary>
public static class GuardServices
{
    /// <summary>Adds the policy, the sandbox and the embedded secret service; the vault it keeps ciphertexts in is added by the store.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Settings; section <c>Platform</c> names the data folder, <c>Sandbox</c> is the sandbox's, <c>Policy</c> the policy's; <c>Detection</c> says what is redacted.</param>
    public static IServiceCollection AddGuard(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<SecretKeyOptions>()
            .Bind(configuration.GetSection(SecretKeyOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddOptions<SandboxOptions>().Bind(configuration.GetSection(SandboxOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<FirewallOptions>().Bind(configuration.GetSection(FirewallOptions.Section)).ValidateOnStart();
        services.AddOptions<DetectionOptions>().Bind(configuration.GetSection(DetectionOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DetectionOptions>, DetectionOptionsCheck>();
        services.AddSingleton<IRedaction, ConfiguredRedaction>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IArgumentGuard, ArgumentGuard>();
        services.AddSingleton<ISandbox, SlotSandbox>();
        services.AddOptions<PolicyOptions>().Bind(configuration.GetSection(PolicyOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<PolicyBook>();
        services.AddSingleton<CandidatePolicies>();
        services.AddSingleton<IPolicyAuthoring, PolicyAuthoring>();
        services.AddSingleton<IPolicyTrials, PolicyTrials>();
        services.AddSingleton<IAttributeMask, AttributeMask>();
        if (configuration["Policy:Opa:Url"] is { Length: > 0 })
        {
            services.TryAddSingleton<IPolicy, OpaPolicy>();
        }
        else
        {
            services.AddHostedService(provider => provider.GetRequiredService<PolicyBook>());
            services.TryAddSingleton<IPolicy, CedarPolicy>();
        }

        services.AddSingleton<IDefinitionInspector, DefinitionInspector>();
        services.AddSingleton<SecretKeyFile>();
        services.AddSingleton<IDerivedKeys, DerivedKeys>();
        services.AddSingleton<EmbeddedSecretService>();
        services.AddSingleton<ISecretService>(provider => provider.GetRequiredService<EmbeddedSecretService>());
        services.AddSingleton<ISecretResolver>(provider => provider.GetRequiredService<EmbeddedSecretService>());
        return services;
    }
}
