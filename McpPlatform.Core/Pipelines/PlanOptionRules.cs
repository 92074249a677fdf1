using McpPlatform.Contracts.Connectors;
using McpPlatform.Contracts.Plans;
using McpPlatform.Core.Connections;

namespace McpPlatform.Core.Pipelines;

/// <summary>
/// What a plan's options may not touch: whatever says where a connection leads or how it signs in. Otherwise whoever writes a plan could send
/// the password of a connection to a host of their own.
/// </summary>
/// <param name="connections">Where connections are kept.</param>
internal sealed class PlanOptionRules(IConnectionStore connections)
{
    private static readonly string[] Leading = ["host", "port", "database", "username", "password", "sslMode", "root", "readOnly"];

    public async Task CheckAsync(string tenant, PipelinePlan plan, CancellationToken cancellationToken)
    {
        foreach (var end in new[] { plan.Source, plan.Destination }.Where(e => e.Options.Count > 0))
        {
            var connection = await connections.FindAsync(tenant, end.Connection, cancellationToken);
            foreach (var (name, value) in end.Options)
            {
                Check(end.Connection, connection?.Options.GetValueOrDefault(name), name, value);
            }
        }
    }

    private static void Check(string connection, string? standing, string name, string value)
    {
        var secret = value.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal)
            || standing?.StartsWith(ConnectionConfig.SecretScheme, StringComparison.Ordinal) == true;
        if (secret || Leading.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw new InvalidInputException(
                $"A plan cannot change the option '{name}' of the connection '{connection}'. Add a connection of its own for that.");
        }
    }
}
