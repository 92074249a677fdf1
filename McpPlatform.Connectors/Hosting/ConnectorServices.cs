using McpPlatform.Connectors.Files;
using McpPlatform.Connectors.Hosting.Links;
using McpPlatform.Connectors.Hosting.Mcp;
using McpPlatform.Connectors.Postgres;
using McpPlatform.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace McpPlatform.Connectors.Hosting;

/// <summary>Registers connectors in a host's services.</summary>
public static class ConnectorServices
{
    /// <summary>Registers every built-in connector, served in this process, with <see cref="IConnectorEndpoints"/> and <see cref="IDataPlane"/>.</summary>
    /// <param name="services">The host's services; an <c>ISecretResolver</c> is expected among them.</param>
    public static IServiceCollection AddConnectors(this IServiceCollection services) => services
        .AddConnectorHosting()
        .AddConnector<FilesConnector>(FilesConnector.ConnectorName)
        .AddConnector<PostgresConnector>(PostgresConnector.ConnectorName);

    /// <summary>Registers a connector, served in this process.</summary>
    /// <typeparam name="TConnector">Its type.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="name">Its name, as in its spec.</param>
    public static IServiceCollection AddConnector<TConnector>(this IServiceCollection services, string name)
        where TConnector : class, IConnector => services
        .AddSingleton<TConnector>()
        .AddSingleton<IConnector>(provider => provider.GetRequiredService<TConnector>())
        .AddSingleton(provider => new ConnectorEndpointConfig(name, () => new InProcessTransport(new ConnectorMcpServer(
            provider.GetRequiredService<TConnector>(),
            provider.GetRequiredService<LinkSeal>(),
            DataAddress.InProcess,
            provider.GetRequiredService<ILoggerFactory>()))));

    /// <summary>Registers what serves connectors and reaches them.</summary>
    /// <param name="services">The host's services.</param>
    public static IServiceCollection AddConnectorHosting(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddOptions<DataPlaneOptions>().BindConfiguration(DataPlaneOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<LinkSeal>();
        services.TryAddSingleton<ConnectorLinks>();
        services.TryAddSingleton<LinkSession>();
        services.TryAddSingleton<IDataPlane, DataPlane>();
        services.TryAddSingleton<IConnectorEndpoints, ConnectorEndpoints>();
        return services;
    }
}
