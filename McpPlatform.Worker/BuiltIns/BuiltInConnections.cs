using McpPlatform.Contracts.Api;
using McpPlatform.Contracts.Connectors;
using McpPlatform.Connectors.Hosting;
using McpPlatform.Core.Connections;
using McpPlatform.Core.Identity;
using McpPlatform.Core.Secrets;

namespace McpPlatform.Worker.BuiltIns;

/// <summary>
/// Registers the connectors and sets the connections of section <c>BuiltInConnections</c> up, before the Worker takes any run. A secret that
/// is given in the configuration moves into the secret service; the connection keeps its reference.
/// </summary>
/// <param name="configuration">The settings.</param>
/// <param name="endpoints">The connectors.</param>
/// <param name="connections">Where connections are kept.</param>
/// <param name="secrets">The secret service.</param>
/// <param name="log">The log.</param>
internal sealed class BuiltInConnections(
    IConfiguration configuration, IConnectorEndpoints endpoints, IConnectionStore connections, ISecretService secrets,
    ILogger<BuiltInConnections> log) : IHostedService
{
    private const string Section = "BuiltInConnections";
    private static readonly Principal Worker = new(Tenants.Default, "service:worker", "worker", PrincipalKind.Service, [Scope.Write, Scope.Admin]);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var specs = await endpoints.ListSpecsAsync(cancellationToken);
        await connections.PutConnectorsAsync(specs, cancellationToken);
        foreach (var section in configuration.GetSection(Section).GetChildren())
        {
            var connection = await ReadAsync(section, specs, cancellationToken);
            await connections.PutBuiltInAsync(Tenants.Default, connection, cancellationToken);
            Log.BuiltInPut(log, connection.Name);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<AddConnection> ReadAsync(
        IConfigurationSection section, IReadOnlyList<ConnectorSpec> specs, CancellationToken cancellationToken)
    {
        var connector = section["connector"];
        var spec = specs.FirstOrDefault(s => s.Name == connector)
            ?? throw new InvalidOperationException(
                $"{section.Path}:connector is '{connector}'. Known connectors: {string.Join(", ", specs.Select(s => s.Name))}.");
        var options = section.GetSection("options").GetChildren().Where(o => o.Value is not null).ToDictionary(o => o.Key, o => o.Value!);
        foreach (var secret in spec.Options.Where(o => o.Kind == OptionKind.Secret && options.ContainsKey(o.Name)))
        {
            options[secret.Name] = await KeepAsync($"{section.Key}-{secret.Name}", options[secret.Name], cancellationToken);
        }

        return new AddConnection(section.Key, spec.Name, options);
    }

    private async Task<string> KeepAsync(string name, string value, CancellationToken cancellationToken)
    {
        if (value.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal))
        {
            return value;
        }

        var reference = ConnectionConfig.SecretScheme + name;
        if (await ReadAsync(reference, cancellationToken) != value)
        {
            await secrets.SetAsync(Worker, name, value, cancellationToken);
        }

        return reference;
    }

    private async Task<string?> ReadAsync(string reference, CancellationToken cancellationToken)
    {
        try
        {
            return await secrets.ResolveAsync(Tenants.Default, reference, "built-in connection", cancellationToken);
        }
        catch (SecretNotFoundException)
        {
            return null;
        }
    }
}
