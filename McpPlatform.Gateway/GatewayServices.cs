using System.Text.Json;
using System.Text.Json.Serialization;
using McpPlatform.Contracts.Json;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Upstreams;
using McpPlatform.Gateway.Detection;
using McpPlatform.Gateway.Http;
using McpPlatform.Gateway.Identity;
using McpPlatform.Gateway.Inbox;
using McpPlatform.Gateway.Live;
using McpPlatform.Gateway.Warehouse;
using McpPlatform.Gateway.WorkerClient;
using McpPlatform.ServiceDefaults;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace McpPlatform.Gateway;

/// <summary>What the Gateway consists of, area by area.</summary>
internal static class GatewayServices
{
    public static IServiceCollection AddGatewayOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PlatformOptions>().ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<InstallationOptions>().Bind(configuration.GetSection(InstallationOptions.Section));
        services.AddOptions<GatewayOptions>().Bind(configuration.GetSection(GatewayOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton(provider => new AllowedPrograms(provider.GetRequiredService<IOptions<GatewayOptions>>().Value.Programs));
    }

    public static IServiceCollection AddHttpApi(this IServiceCollection services)
    {
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options => Adopt(ContractsJson.Default.Options, options.SerializerOptions));
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<GatewayOptions>>((server, options) =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = options.Value.MaxBodyBytes;
        });
        services.AddExceptionHandler<ProblemHandler>();
        services.AddSingleton<TokenReveal>();
        services.AddHealthChecks().AddCheck<GatewayHealth>("keys", tags: [ServiceDefaultsExtensions.ReadyTag]);
        return services.AddOpenApi("v1", ApiDocument.Describe);
    }

    public static IServiceCollection AddWorkerClient(this IServiceCollection services) => services
        .AddSingleton<WorkerTransport>()
        .AddSingleton<IWorkerConversations, WorkerConversations>();

    public static IServiceCollection AddLiveData(this IServiceCollection services) => services
        .AddSingleton<RunFeed>()
        .AddSingleton<WarehouseReader>()
        .AddSingleton<InboxUploads>();

    public static IServiceCollection AddAdministrator(this IServiceCollection services) => services.AddHostedService<AdminKeyBootstrap>();

    // Minimal APIs have options of their own; they take over everything the one JSON context of the contracts says.
    private static void Adopt(JsonSerializerOptions contracts, JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
        options.PropertyNamingPolicy = contracts.PropertyNamingPolicy;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.DefaultIgnoreCondition = contracts.DefaultIgnoreCondition;
        options.AllowOutOfOrderMetadataProperties = contracts.AllowOutOfOrderMetadataProperties;
        options.RespectNullableAnnotations = contracts.RespectNullableAnnotations;
        options.RespectRequiredConstructorParameters = contracts.RespectRequiredConstructorParameters;
        options.MaxDepth = contracts.MaxDepth;
    }
}
