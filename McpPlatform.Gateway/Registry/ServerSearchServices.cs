using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway.Registry;

/// <summary>What finds servers that are not registered yet.</summary>
internal static class ServerSearchServices
{
    public static IServiceCollection AddServerSearch(this IServiceCollection services) => services
        .AddSingleton<IValidateOptions<GatewayOptions>, RegistryAddresses.Rules>()
        .AddSingleton<RegistryAddresses>()
        .AddSingleton<RegistryClient>()
        .AddSingleton<Proposals>()
        .AddSingleton<ServerSearch>();
}
